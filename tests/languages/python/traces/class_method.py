class A:
    step = 3
    @classmethod
    def f(cls, x):
        return x + cls.step

def loop(n):
    s = 0
    for i in range(n):
        s += A.f(i)
    return s


loop(20000)
