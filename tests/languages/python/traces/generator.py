def g(n):
    i = 0
    while i < n:
        yield i
        i += 1

def loop(n):
    s = 0
    for x in g(n):
        s += x
    return s


loop(20000)
