def loop(n):
    s = 0
    for i in range(n):
        if i >= 0 and not (i < 0 or n < 0):
            s += 1
    return s


loop(20000)
