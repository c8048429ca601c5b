it = iter([1, 2, 3]); print(next(it), it.__length_hint__(), list(it), list(it), next(it, "end"))
print(list(enumerate("ab", 5)), list(zip("abc", [1, 2])), list(zip()), list(map(lambda a, b: a + b, [1, 2, 3], [10, 20])), list(filter(None, [0, 1, "", "a"])), list(filter(lambda x: x > 1, [1, 2, 3])), list(reversed("abc")), list(reversed(range(3))), list(reversed((1, 2))), list(reversed({1: 0, 2: 0})))
print(list(zip([1], [2], strict=True)), list(iter(iter([3, 0, 5]).__next__, 0)), dict(enumerate("ab")), [x for x in iter(range(2))], iter([1]).__iter__() is not None, type(iter([])).__name__, type(iter({})).__name__, type(iter(range(0))).__name__, type(iter(set())).__name__, type(zip()).__name__, type(reversed([])).__name__, type(map(str, [])).__name__)
class It:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n == 0: raise StopIteration
        self.n -= 1; return self.n
print(list(It(3)), sum(It(4)), max(It(3)), sorted(It(3)), 2 in It(3), [*It(2)], dict.fromkeys(It(2)), set(It(3)), tuple(It(2)), ",".join(map(str, It(3))), any(It(1)), all(It(2)), list(zip(It(3), It(2))), {**dict(zip("ab", It(2)))})
a, b = It(2); print(a, b); first, *rest = It(4); print(first, rest)
x = [1, 2, 3]
for v in x:
    if v < 3: x.append(v + 10)
    if len(x) > 6: break
print(x)
for f in (lambda: list(zip([1], [1, 2], strict=True)), lambda: list(zip([1, 2], [1], strict=True)), lambda: next(iter([])), lambda: next([]), lambda: iter(5), lambda: iter(5, 6), lambda: reversed({1}), lambda: reversed(5), lambda: map(str), lambda: list(map(5, [1])), lambda: list(map(lambda: 0, [1])), lambda: filter(None), lambda: enumerate(5), lambda: [*5], lambda: dict(**5), lambda: zip([1], x=1), lambda: sum(5), lambda: list(It("a"))):
    try:
        print(f())
    except BaseException as e:
        print(type(e).__name__, str(e) or "-")
def gen():
    got = yield 1
    print("got", got)
    try:
        yield 2
    except ValueError as e:
        print("caught", e); yield 3
    return 9
g = gen(); print(next(g), g.send("hi"), g.throw(ValueError("v")), next(g, "done"), list(g), type(g).__name__)

# expect: 1 2 [2, 3] [] end
# expect: [(5, 'a'), (6, 'b')] [('a', 1), ('b', 2)] [] [11, 22] [1, 'a'] [2, 3] ['c', 'b', 'a'] [2, 1, 0] [2, 1] [2, 1]
# expect: [(1, 2)] [3] {0: 'a', 1: 'b'} [0, 1] True list_iterator dict_keyiterator range_iterator set_iterator zip list_reverseiterator map
# expect: [2, 1, 0] 6 2 [0, 1, 2] True [1, 0] {1: None, 0: None} {0, 1, 2} (1, 0) 2,1,0 False False [(2, 1), (1, 0)] {'a': 1, 'b': 0}
# expect: 1 0
# expect: 3 [2, 1, 0]
# expect: [1, 2, 3, 11, 12]
# expect: ValueError zip() argument 2 is longer than argument 1
# expect: ValueError zip() argument 2 is shorter than argument 1
# expect: StopIteration -
# expect: TypeError 'list' object is not an iterator
# expect: TypeError 'int' object is not iterable
# expect: TypeError iter(v, w): v must be callable
# expect: TypeError 'set' object is not reversible
# expect: TypeError 'int' object is not reversible
# expect: TypeError map() must have at least two arguments.
# expect: TypeError 'int' object is not callable
# expect: TypeError <lambda>.<locals>.<lambda>() takes 0 positional arguments but 1 was given
# expect: TypeError filter expected 2 arguments, got 1
# expect: TypeError 'int' object is not iterable
# expect: TypeError Value after * must be an iterable, not int
# expect: TypeError dict() argument after ** must be a mapping, not int
# expect: TypeError 'x' is an invalid keyword argument for zip()
# expect: TypeError 'int' object is not iterable
# expect: TypeError unsupported operand type(s) for -=: 'str' and 'int'
# expect: got hi
# expect: caught v
# expect: 1 2 3 done [] generator
