def loop(n):
    t = 'abcd'
    s = 0
    for i in range(n):
        if t == 'abcd':
            s += 1
    return s


loop(20000)
