def loop(n):
    s = 0
    for i in range(n):
        try:
            raise ValueError
        except ValueError:
            s += 1
    return s


loop(20000)
