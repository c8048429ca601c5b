def loop(n):
    i = 0
    while i < n:
        i += 1
    return i


loop(20000)
