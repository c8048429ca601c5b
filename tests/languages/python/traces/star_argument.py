def f(a, b):
    return a + b

def loop(n):
    s = 0
    for i in range(n):
        t = (s, 1)
        s = f(*t)
    return s


loop(20000)
