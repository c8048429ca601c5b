log = []


def t(x):
    log.append(x)
    return x


def show():
    print(*log)
    log.clear()


d = {}
d[t(1)] = t(2); show()
t(d)[t(1)] += t(3); log.pop(0); show()
[t(1), *[t(2)], t(3)]; show()
{t(1): t(2), **{t(3): t(4)}, t(5): t(6)}; show()
(lambda *a, **k: 0)(t(1), *(t(2),), a=t(3), **{'b': t(4)}, c=t(5)); show()
t(1) < t(2) < t(3); show()
t(3) < t(2) < t(1); show()
t(0) and t(1) or t(2); show()
t(1) if t(0) else t(2); show()
d[t(1)], d[t(2)] = t(3), t(4); show()
del d[t(1)], d[t(2)]; show()

# expect: 2 1
# expect: 1 3
# expect: 1 2 3
# expect: 1 2 3 4 5 6
# expect: 1 2 3 4 5
# expect: 1 2 3
# expect: 3 2
# expect: 0 2
# expect: 0 2
# expect: 3 4 1 2
# expect: 1 2
