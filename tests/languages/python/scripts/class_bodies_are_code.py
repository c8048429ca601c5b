x = "global"
class C:
    y = x
    x = "class"
    z = [x for _ in range(2)]
    if True:
        def f(self): return x
    for i in range(3): pass
    a: int = 5
    b: str
print(C.y, C.x, C.z, C().f(), C.i, C.__annotations__)
def f():
    v = "local"
    class D:
        w = v
        def g(self): return __class__
    return D
D = f()
print(D.w, D().g() is D, D.__qualname__)
class Outer:
    class Inner:
        def m(self): pass
print(Outer.Inner.m.__qualname__, Outer.Inner.__qualname__)

# expect: global class ['global', 'global'] global 2 {'a': <class 'int'>, 'b': <class 'str'>}
# expect: local True f.<locals>.D
# expect: Outer.Inner.m Outer.Inner
