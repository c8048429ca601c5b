def loop(n):
    s = 0
    for i in range(n):
        s += divmod(i, 7)[1]
    return s


loop(20000)
