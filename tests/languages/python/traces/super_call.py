class A:
    def m(self):
        return 1

class B(A):
    def m(self):
        return super().m() + 1

def loop(n):
    b = B()
    s = 0
    for i in range(n):
        s += b.m()
    return s


loop(20000)
