def loop(n):
    l = [1, 2, 3, 4]
    s = 0
    for i in range(n):
        s += l[i & 3]
    return s


loop(20000)
