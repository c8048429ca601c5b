def loop(n):
    d = {'a': 0}
    for i in range(n):
        d['a'] = i
    return d['a']


loop(20000)
