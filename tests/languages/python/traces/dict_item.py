def loop(n):
    d = {'a': 1, 'b': 2}
    s = 0
    for i in range(n):
        s += d['a']
    return s


loop(20000)
