def loop(n):
    s = 0
    for i in range(n):
        s += i % 7
    return s


loop(20000)
