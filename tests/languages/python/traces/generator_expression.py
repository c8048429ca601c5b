def loop(n):
    s = 0
    for x in (i + 1 for i in range(n)):
        s += x
    return s


loop(20000)
