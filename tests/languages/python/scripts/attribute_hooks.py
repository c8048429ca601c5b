class A:
    def __init__(self): self.real = 1
    def __getattr__(self, n):
        if n.startswith("_"): raise AttributeError(n)
        return "dyn_" + n
    def __setattr__(self, n, v):
        print("set", n)
        object.__setattr__(self, n, v)
    def __delattr__(self, n): print("del", n); object.__delattr__(self, n)
a = A()
print(a.real, a.other, hasattr(a, "_x"), getattr(a, "_y", 5))
a.z = 3
del a.z
class G:
    def __getattribute__(self, n): return "got " + n
print(G().anything)
class P:
    def __init__(self): self.x = 1
p = P()
setattr(p, "y", 2)
print(getattr(p, "y"), hasattr(p, "q"), sorted(p.__dict__))
delattr(p, "y")
try:
    delattr(p, "y")
except AttributeError as e:
    print(e)
try:
    (5).x = 1
except AttributeError as e:
    print(e)

# expect: set real
# expect: 1 dyn_other False 5
# expect: set z
# expect: del z
# expect: got anything
# expect: 2 False ['x', 'y']
# expect: 'P' object has no attribute 'y'
# expect: 'int' object has no attribute 'x'
