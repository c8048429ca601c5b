def f(a):
    return a + (a := 5) * a, [a, (a := a + 1), a], {a: (a := 8)}, a if (a := 0) else a


def g(x):
    print(x, (x := x + 1), x, sep='-')
    return x < (x := 10) < x + 1, x[0] if isinstance(x, list) else x


def h(a, l):
    l[a] = l[(a := 1)]
    a += (a := 3)
    return a, l, f'{a}{(a := 7)}{a}'


print(f(1))
print(g(3))
print(h(0, [1, 2]))

# expect: (26, [5, 6, 6], {6: 8}, 0)
# expect: 3-4-4
# expect: (True, 10)
# expect: (4, [1, 2], '477')
