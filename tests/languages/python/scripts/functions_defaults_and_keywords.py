def f(a, b=2, *args, c, d=4, **kw):
    return a, b, args, c, d, kw
print(f(1, c=3), f(1, 2, 3, 4, c=5, d=6, e=7), f(c=1, a=2))
print(f(*[1, 2, 3], **{"c": 4, "z": 5}), f(*(1,), *[2], c=0, **{"x": 1}, **{"y": 2}))
def g(a, b, /, c, *, d): return a, b, c, d
print(g(1, 2, 3, d=4), g(1, 2, c=3, d=4))
def h(x=[]):
    x.append(1)
    return x
print(h(), h(), h([5]))
def k(a, b=10, c=20): return a + b + c
print(k(1), k(1, 2), k(1, c=3), k(1, b=5), k(c=1, a=2, b=3))
print((lambda *a, **k: (a, k))(1, 2, x=3))

# expect: (1, 2, (), 3, 4, {}) (1, 2, (3, 4), 5, 6, {'e': 7}) (2, 2, (), 1, 4, {})
# expect: (1, 2, (3,), 4, 4, {'z': 5}) (1, 2, (), 0, 4, {'x': 1, 'y': 2})
# expect: (1, 2, 3, 4) (1, 2, 3, 4)
# expect: [1, 1] [1, 1] [5, 1]
# expect: 31 23 14 26 6
# expect: ((1, 2), {'x': 3})
