def loop(n):
    l = [0, 0, 0, 0]
    for i in range(n):
        l[i & 3] = i
    return l[0]


loop(20000)
