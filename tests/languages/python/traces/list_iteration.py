def loop(n):
    s = 0
    l = [1] * n
    for x in l:
        s += x
    return s


loop(20000)
