def loop(n):
    s = 0
    for i in range(n):
        s += i // 8 + i % 8
    return s


loop(20000)
