class A:
    step = 2

def loop(n):
    a = A()
    s = 0
    for i in range(n):
        s += a.step
    return s


loop(20000)
