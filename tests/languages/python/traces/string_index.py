def loop(n):
    t = 'abcd'
    s = 0
    for i in range(n):
        if t[i & 3] == 'b':
            s += 1
    return s


loop(20000)
