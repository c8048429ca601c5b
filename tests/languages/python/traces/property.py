class A:
    def __init__(self):
        self.v = 1
    @property
    def p(self):
        return self.v

def loop(n):
    a = A()
    s = 0
    for i in range(n):
        s += a.p
    return s


loop(20000)
