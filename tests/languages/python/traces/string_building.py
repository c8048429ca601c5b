def loop(n):
    s = ''
    for i in range(n):
        s += 'x'
    return len(s)


loop(20000)
