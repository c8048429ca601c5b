def loop(n):
    s = 0
    for i in range(n):
        if type(i) is int:
            s += 1
    return s


loop(20000)
