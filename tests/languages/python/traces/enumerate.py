def loop(n):
    s = 0
    for i, x in enumerate(range(n)):
        s += i + x
    return s


loop(20000)
