class C:
    count = 0
    def __init__(self, v): self.v = v; C.count += 1
    @staticmethod
    def s(a): return a * 2
    @classmethod
    def make(cls, v): return cls(v)
    def m(self, x): return self.v + x
class D(C): pass
c = C(1)
m = c.m
print(m(2), C.m(c, 3), c.s(4), C.s(5), C.make(6).v, type(D.make(7)).__name__, C.count)
print(m.__self__ is c, m.__func__ is C.m, c.m == c.m, list(map(c.m, [1, 2])))
f = [].append
f(1)
print(f.__self__, "abc".upper(), str.upper("abc"), (5).__add__(3))
c.f = lambda x: x * 100
print(c.f(3))

# expect: 3 4 8 10 6 D 3
# expect: True True True [2, 3]
# expect: [1] ABC ABC 8
# expect: 300
