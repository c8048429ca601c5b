def swap(a, b, c):
    a, b, c = b, c, a
    a, b = b, a + b
    (a, b), c = (b, a), c
    [a, b] = a, b
    return a, b, c


def indexed():
    a = [1, 2, 3]
    i = 0
    i, a[i] = a[i], i
    a[0], a[2] = a[2], a[0]
    x = y = z = []
    x.append(1)
    i = a[i] = 2
    return a, i, y is z


print(swap(1, 2, 3))
print(indexed())
a, *b, c = range(6)
(d, (e, *f)), g = (1, (2, 3, 4)), 5
*h, = 'xy'
print(a, b, c, d, e, f, g, h)
for i, (j, k) in [(1, (2, 3))]: print(i, j, k)
for b[0] in range(3): pass
print(b)

# expect: (5, 3, 1)
# expect: ([3, 0, 2], 2, True)
# expect: 0 [1, 2, 3, 4] 5 1 2 [3, 4] 5 ['x', 'y']
# expect: 1 2 3
# expect: [2, 2, 3, 4]
