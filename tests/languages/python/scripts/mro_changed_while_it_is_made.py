# A metaclass's mro() may look at a class that has no order yet, and assign __bases__ again.
class M(type):
    seen = []
    def mro(cls):
        if cls.__name__ == "A":
            M.seen.append(cls.__mro__)
            if len(M.seen) == 1: cls.__bases__ += ()
        return type.mro(cls)
class A(metaclass=M): pass
print(M.seen, [c.__name__ for c in A.__mro__], len(object.__subclasses__()) == len(set(object.__subclasses__())))
# expect: [None, None] ['A', 'object'] True

class N(type):
    ready = False
    def mro(cls):
        if N.ready and cls.__name__ == "C":
            N.ready = False
            C.__bases__ = (B2,)
        return type.mro(cls)
class Base(metaclass=N): pass
class B1(Base): pass
class B2(Base): pass
class C(Base): pass
N.ready = True
C.__bases__ = (B1,)
print(C.__bases__ == (B2,), B2.__subclasses__() == [C], B1.__subclasses__())
# expect: True True []
B1.__bases__ = (C,)
try: C.__bases__ = (B1,)
except TypeError as error: print(error)
# expect: a __bases__ item causes an inheritance cycle

class Lost(type):
    def mro(cls): return (Base,)
try: Lost("X", (), {})
except TypeError as error: print(error)
# expect: super(type, obj): obj must be an instance or subtype of type

# A class knows its derived classes, but does not keep them alive.
import gc
class Parent: pass
def make():
    for i in range(100): type("Child", (Parent,), {})
make()
gc.collect()
print(len(Parent.__subclasses__()) < 5)
# expect: True
