def loop(n):
    s = 0
    for i in range(n):
        l = [i, 1]
        s += l[0] + l[1]
    return s


loop(20000)
