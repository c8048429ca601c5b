x = 'outer'
print([x for x in range(3)], {x: x for x in 'ab'}, x)


def f(i):
    a = [i for i in range(i)]
    b = [(i, [i for i in range(i)], i) for i in range(3)]
    c = [[(i, j) for j in range(i)] for i in range(3)]
    d = [y for x in [[1, 2], [3]] for y in x if y > 1]
    return a, b, c, d, i


def g():
    late = [lambda: i for i in range(3)]
    early = [(lambda j: lambda: j)(i) for i in range(3)]
    return [f() for f in late], [f() for f in early]


def h(values):
    if any((found := v) > 3 for v in values): return found, [last := v for v in values], last


class K:
    n = 2
    ok = [q for q in range(n)]
    x = 'class'
    seen = [x for _ in range(1)]


print(f(2))
print(g())
print(h([1, 5, 2]))
print(K.ok, K.seen)

# expect: [0, 1, 2] {'a': 'a', 'b': 'b'} outer
# expect: ([0, 1], [(0, [], 0), (1, [0], 1), (2, [0, 1], 2)], [[], [(1, 0)], [(2, 0), (2, 1)]], [2, 3], 2)
# expect: ([2, 2, 2], [0, 1, 2])
# expect: (5, [1, 5, 2], 2)
# expect: [0, 1] ['outer']
