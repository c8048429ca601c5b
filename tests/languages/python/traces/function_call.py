def f(x):
    return x + 1

def loop(n):
    s = 0
    for i in range(n):
        s = f(s)
    return s


loop(20000)
