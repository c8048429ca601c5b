def g(n):
    yield from range(n)

def loop(n):
    s = 0
    for x in g(n):
        s += x
    return s


loop(20000)
