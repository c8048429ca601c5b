def loop(n):
    d = {'a': 1}
    s = 0
    for i in range(n):
        if 'a' in d:
            s += 1
    return s


loop(20000)
