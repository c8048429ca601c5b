def loop(n):
    a = 1
    for i in range(n):
        a = (a * 3 + i) & 1023
    return a


loop(20000)
