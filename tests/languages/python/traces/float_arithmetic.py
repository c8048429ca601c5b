def loop(n):
    x = 0.5
    for i in range(n):
        x = x * 0.5 + 1.0
    return x


loop(20000)
