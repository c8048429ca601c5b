def loop(n):
    s = 0
    for i in range(n):
        t = (i, 1)
        a, b = t
        s += a + b
    return s


loop(20000)
