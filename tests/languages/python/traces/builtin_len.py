def loop(n):
    l = [1, 2, 3]
    s = 0
    for i in range(n):
        s += len(l)
    return s


loop(20000)
