def g():
    print("start")
    x = yield 1
    print("got", x)
    y = yield 2
    print("got", y)
    return "result"
it = g()
print(next(it), it.send("a"))
try:
    it.send("b")
except StopIteration as e:
    print("stop", e.value)
def squares(n):
    for i in range(n): yield i * i
print(list(squares(5)), sum(squares(10)), max(squares(4)), tuple(squares(3)))
a, b, c = squares(3)
print(a, b, c, [x for x in squares(10) if x % 2], dict(zip("abc", squares(3))))
def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b
f = fib()
print([next(f) for _ in range(15)])
print(next(iter(squares(0)), "empty"))
gen = (x + y for x in range(3) for y in range(2) if x != y)
print(list(gen), list(gen))
print(type(gen).__name__, g.__name__)
try:
    g().send(1)
except TypeError as e:
    print(e)

# expect: start
# expect: got a
# expect: 1 2
# expect: got b
# expect: stop result
# expect: [0, 1, 4, 9, 16] 285 9 (0, 1, 4)
# expect: 0 1 4 [1, 9, 25, 49, 81] {'a': 0, 'b': 1, 'c': 4}
# expect: [0, 1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377]
# expect: empty
# expect: [1, 1, 2, 3] []
# expect: generator g
# expect: can't send non-None value to a just-started generator
