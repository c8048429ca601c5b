def f(x, *, k=3):
    return x + k

def loop(n):
    s = 0
    for i in range(n):
        s = f(s, k=2)
    return s


loop(20000)
