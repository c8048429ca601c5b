def loop(n):
    a, b = 0, 1
    for i in range(n):
        a, b = b, (a + b) & 0xffff
    return a


loop(20000)
