def loop(n):
    x = 0.0
    for i in range(n):
        x += i
    return x


loop(20000)
