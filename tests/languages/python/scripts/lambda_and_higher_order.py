compose = lambda f, g: lambda x: f(g(x))
print(compose(lambda x: x + 1, lambda x: x * 2)(5))
print(sorted([(1, "b"), (0, "a")], key=lambda t: t[1]), list(map(max, [1, 5], [3, 2])))
def apply(f, *a, **k): return f(*a, **k)
print(apply(int, "ff", base=16), apply(dict, a=1), apply(lambda: 1))
print([f(2) for f in (abs, str, lambda x: x ** 3, float, [1, 2, 3].__getitem__)])
print((lambda x, /, y=2, *z, w, **k: (x, y, z, w, k))(1, w=3, q=4))

# expect: 11
# expect: [(0, 'a'), (1, 'b')] [3, 5]
# expect: 255 {'a': 1} 1
# expect: [2, '2', 8, 2.0, 3]
# expect: (1, 2, (), 3, {'q': 4})
