def loop(n):
    s = 0
    for i in range(n):
        s += 1 if i >= 0 else 2
    return s


loop(20000)
