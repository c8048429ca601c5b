def loop(n):
    s = 0
    for i in range(n):
        s += min(i, 3)
    return s


loop(20000)
