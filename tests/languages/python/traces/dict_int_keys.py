def loop(n):
    d = {k: k for k in range(16)}
    s = 0
    for i in range(n):
        s += d[i & 15]
    return s


loop(20000)
