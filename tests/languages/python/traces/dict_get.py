def loop(n):
    d = {'a': 1}
    s = 0
    for i in range(n):
        s += d.get('a', 0)
    return s


loop(20000)
