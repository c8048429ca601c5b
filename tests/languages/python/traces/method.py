class A:
    def m(self, x):
        return x + 1

def loop(n):
    a = A()
    s = 0
    for i in range(n):
        s += a.m(i)
    return s


loop(20000)
