def g(n):
    for i in range(n):
        yield i * 2

def loop(n):
    s = 0
    for x in g(n):
        s += x
    return s


loop(20000)
