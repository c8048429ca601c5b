def f(*a):
    return a[0] + a[1]

def loop(n):
    s = 0
    for i in range(n):
        s = f(s, 1)
    return s


loop(20000)
