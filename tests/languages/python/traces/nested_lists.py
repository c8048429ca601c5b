def loop(n):
    m = [[1, 2], [3, 4]]
    s = 0
    for i in range(n):
        s += m[i & 1][1]
    return s


loop(20000)
