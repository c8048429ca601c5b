def loop(n):
    r = range(n)
    s = 0
    for a, b in zip(r, r):
        s += a + b
    return s


loop(20000)
