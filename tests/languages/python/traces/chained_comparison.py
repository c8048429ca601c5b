def loop(n):
    s = 0
    for i in range(n):
        if 0 <= i < n:
            s += 1
    return s


loop(20000)
