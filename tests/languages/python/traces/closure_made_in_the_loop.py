def loop(n):
    s = 0
    for i in range(n):
        f = lambda x: x + 1
        s = f(s)
    return s


loop(20000)
