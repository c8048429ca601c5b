class A:
    def m(self, x):
        return x + 1

class B(A):
    pass

def loop(n):
    a = B()
    s = 0
    for i in range(n):
        s += a.m(i)
    return s


loop(20000)
