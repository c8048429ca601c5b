class Meta(type):
    def __new__(m, name, bases, ns, **kw):
        ns["made_by"] = m.__name__
        c = super().__new__(m, name, bases, ns)
        c.kw = kw
        return c
    def __init__(cls, name, bases, ns, **kw): super().__init__(name, bases, ns)
    def __call__(cls, *a):
        print("calling", cls.__name__)
        return super().__call__(*a)
    def __len__(cls): return 7
    @classmethod
    def __prepare__(m, name, bases, **kw): return {"pre": 1}
class C(metaclass=Meta, opt=3):
    def __init__(self, x): self.x = x
print(C(5).x, C.made_by, C.kw, C.pre, len(C), type(C).__name__)
class D(C): pass
print(type(D) is Meta)
X = type("X", (), {"v": 1, "m": lambda self: self.v})
print(X().m(), X.__name__)
class Base:
    subs = []
    def __init_subclass__(cls, /, tag=None, **kw):
        super().__init_subclass__(**kw)
        cls.subs.append((cls.__name__, tag))
class S1(Base, tag="t"): pass
class S2(Base): pass
print(Base.subs)
class N:
    def __new__(cls, *a):
        o = super().__new__(cls)
        o.a = a
        return o
    def __init__(self, *a): self.b = a
n = N(1, 2)
print(n.a, n.b)

# expect: calling C
# expect: 5 Meta {'opt': 3} 1 7 Meta
# expect: True
# expect: 1 X
# expect: [('S1', 't'), ('S2', None)]
# expect: (1, 2) (1, 2)
