def loop(n):
    l = []
    for i in range(n):
        l.append(i)
    return len(l)


loop(20000)
