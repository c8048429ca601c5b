# assignment to __bases__ and __dict__, unbound super as a descriptor, hooks that are descriptors
class X1: pass
class X2: v = 5
class X3: v = 6
class Y(X1): pass
class Z(Y): pass
def loop(n):
    z = Z(); total = 0
    for i in range(n):
        if i % 300 == 0: Y.__bases__ = (X2,) if i % 600 else (X3, X2)
        total += z.v
    return total
print(loop(2000), Y.__mro__, Z.__mro__)
print(X1.__subclasses__(), X2.__subclasses__(), X3.__subclasses__(), issubclass(Z, X1), issubclass(Z, X2), Y.__base__)
for bases in [(), 1, (1,), (Z,), (Y,), (int,), (X2, X2)]:
    try: Y.__bases__ = bases
    except TypeError as e: print(e)
print(Y.__mro__)
try: int.__bases__ = (X1,)
except TypeError as e: print(e)
class P: pass
p = P(); p.a = 1
p.__dict__ = {"b": 2}; print(p.b, hasattr(p, "a"))
class SD(dict): pass
p.__dict__ = SD(q=1); print(p.q)
del p.__dict__; print(p.__dict__)
try: p.__dict__ = 1
except TypeError as e: print(e)
class Base:
    def meth(self): return "Base"
class Derived(Base):
    def meth(self): return "Derived " + self._super.meth()
Derived._super = super(Derived)
print(Derived().meth(), [Derived().meth() for _ in range(300)][-1], Derived._super)
class Hook:
    def __get__(self, *a): return lambda name: "got " + name
class E: __getattr__ = Hook()
class F: __getattribute__ = Hook()
print(E().foo, F().foo)
class Setter:
    def __set__(self, o, v): o.__dict__["x"] = v
class D: x = Setter()
d = D(); print(type(d.x).__name__); d.x = 42; print(d.x, sum(d.x for _ in range(500)))

# expect: 11100 (<class '__main__.Y'>, <class '__main__.X3'>, <class '__main__.X2'>, <class 'object'>) (<class '__main__.Z'>, <class '__main__.Y'>, <class '__main__.X3'>, <class '__main__.X2'>, <class 'object'>)
# expect: [] [<class '__main__.Y'>] [<class '__main__.Y'>] False True <class '__main__.X3'>
# expect: can only assign non-empty tuple to Y.__bases__, not ()
# expect: can only assign tuple to Y.__bases__, not int
# expect: Y.__bases__ must be tuple of classes, not 'int'
# expect: a __bases__ item causes an inheritance cycle
# expect: a __bases__ item causes an inheritance cycle
# expect: __bases__ assignment: 'int' deallocator differs from 'X3'
# expect: duplicate base class X2
# expect: (<class '__main__.Y'>, <class '__main__.X3'>, <class '__main__.X2'>, <class 'object'>)
# expect: cannot set '__bases__' attribute of immutable type 'int'
# expect: 2 False
# expect: 1
# expect: {}
# expect: __dict__ must be set to a dictionary, not a 'int'
# expect: Derived Base Derived Base <super: <class 'Derived'>, NULL>
# expect: got foo got foo
# expect: Setter
# expect: 42 21000
