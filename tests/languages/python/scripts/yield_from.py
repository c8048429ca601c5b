def inner(n):
    got = []
    for i in range(n):
        got.append((yield i))
    return got
def outer():
    r = yield from inner(3)
    print("inner returned", r)
    yield from [10, 20]
    yield from "ab"
    return "outer"
it = outer()
print(next(it))
for v in ("a", "b"): print(it.send(v))
print(it.send("c"))
print(list(it))
def t():
    try:
        yield from inner2()
    except ValueError as e:
        print("outer caught", e)
        yield "after"
def inner2():
    try:
        yield 1
    except KeyError as e:
        print("inner caught", e)
        yield 2
it = t()
next(it)
print(it.throw(KeyError("k")))
print(it.throw(ValueError("v")))
def tree(n):
    if n:
        yield from tree(n - 1)
        yield n
        yield from tree(n - 1)
print(list(tree(4)))
def c():
    try:
        yield from d()
    finally: print("c closed")
def d():
    try: yield 1
    finally: print("d closed")
it = c()
next(it)
it.close()

# expect: 0
# expect: 1
# expect: 2
# expect: inner returned ['a', 'b', 'c']
# expect: 10
# expect: [20, 'a', 'b']
# expect: inner caught 'k'
# expect: 2
# expect: outer caught v
# expect: after
# expect: [1, 2, 1, 3, 1, 2, 1, 4, 1, 2, 1, 3, 1, 2, 1]
# expect: d closed
# expect: c closed
