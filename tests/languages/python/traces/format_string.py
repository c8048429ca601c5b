def loop(n):
    s = 0
    for i in range(n):
        s += len(f'{i}!')
    return s


loop(20000)
