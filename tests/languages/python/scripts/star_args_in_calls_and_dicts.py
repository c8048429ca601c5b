def f(*a, **k): return a, dict(sorted(k.items()))
print(f(*"ab", *[1], x=1, **{"y": 2}), f(*(i for i in range(3))), f(**dict(p=1)))
def g(a, b, c): return a, b, c
args = (1, 2)
print(g(*args, 3), g(*args, c=4), g(**{"a": 1, "b": 2, "c": 3}))
for bad in (lambda: g(*args, a=1), lambda: g(1, *[2], **{"b": 3}), lambda: f(**{"a": 1}, **{"a": 2}), lambda: g(**{1: 2}), lambda: f(*None)):
    try: bad()
    except TypeError as e: print(e)
print([*[1], *(2,)], {**{}, "a": 1}, print(*[1, 2], sep="+"))
def h(a, *, b): return a + b
print(h(b=1, a=2), h(1, b=2))

# expect: (('a', 'b', 1), {'x': 1, 'y': 2}) ((0, 1, 2), {}) ((), {'p': 1})
# expect: (1, 2, 3) (1, 2, 4) (1, 2, 3)
# expect: g() got multiple values for argument 'a'
# expect: g() got multiple values for argument 'b'
# expect: __main__.f() got multiple values for keyword argument 'a'
# expect: keywords must be strings
# expect: __main__.f() argument after * must be an iterable, not NoneType
# expect: 1+2
# expect: [1, 2] {'a': 1} None
# expect: 3 3
