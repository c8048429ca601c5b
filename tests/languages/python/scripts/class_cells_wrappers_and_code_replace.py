# class cells, metaclass mro, wrappers and code.replace
class Meta(type):
    def __new__(m, name, bases, ns):
        cls = super().__new__(m, name, bases, ns)
        if "f" in ns: print(name, cls().f() is cls)
        return cls
class A(metaclass=Meta):
    def f(self): return __class__
print("__classcell__" in A.__dict__)
class Drop(type):
    def __new__(m, name, bases, ns):
        ns.pop("__classcell__", None)
        return super().__new__(m, name, bases, ns)
try:
    class B(metaclass=Drop):
        def f(self): return __class__
except RuntimeError as e: print(e)
class Other(type):
    def __new__(m, name, bases, ns):
        first = super().__new__(m, name, bases, ns)
        return super().__new__(m, name, bases, {})
try:
    class C(metaclass=Other):
        def f(self): return __class__
except TypeError as e: print(e)
try: type("X", (), {"__classcell__": 1})
except TypeError as e: print(e)
class Reordered(type):
    def mro(cls):
        print("mro of", cls.__name__)
        return (cls, Base, object)
class Base: value = "from base"
class D(metaclass=Reordered): pass
print(D.__mro__, D().value)
try:
    class M(type):
        def mro(cls): return [1]
    class E(metaclass=M): pass
except TypeError as e: print(e)
class P: pass
try: type("X", (P, object, B if 0 else Base), {})
except TypeError as e: print(e)
class W:
    @classmethod
    @property
    def p(cls): "doc"; return cls.__name__
    @classmethod
    @classmethod
    def c(cls): return cls.__name__
    @classmethod
    @staticmethod
    def s(*a): return a
    @staticmethod
    def annotated(x: int) -> str: "doc"
print(W.p, W().p, W.c(), W.s())
sm = W.__dict__["annotated"]
print(sm.__annotations__, sm.__doc__, sm.__name__, sm.__wrapped__ is W.annotated, sm(1))
class Described:
    def __init__(self, f): self.f = f
    def __get__(self, obj, cls): return "got", obj, cls
class W2:
    d = classmethod(Described(1))
print(W2.d, W2().d)
def f(a, b=2, *, c=3): return a, b, c
g = f.__code__.replace(co_name="g", co_firstlineno=100, co_filename="elsewhere")
print(g.co_name, g.co_firstlineno, g.co_filename, f.__code__.co_name, g.co_varnames, g.co_flags == f.__code__.co_flags)
try: f.__code__.replace(co_nothing=1)
except TypeError as e: print(e)
try: f.__code__.replace(co_name=1)
except TypeError as e: print(e)
import sys
try: 1 / 0
except ZeroDivisionError as e: tb = e.__traceback__
T = type(tb)
frame = sys._getframe()
made = T(tb, frame, 2, 17)
print(made.tb_next is tb, made.tb_lineno, made.tb_frame is frame, made.tb_lasti)
for bad in [(1, frame, 1, 1), (None, 1, 1, 1), (None, frame, "x", 1)]:
    try: T(*bad)
    except TypeError as e: print(e)
try: tb.tb_next = made
except ValueError as e: print(e)
tb.tb_next = None
try: raise ValueError("x").with_traceback(made)
except ValueError as e:
    t = e.__traceback__
    while t: print(t.tb_lineno, end=" "); t = t.tb_next
    print()
try: super(int, int, int)
except TypeError as e: print(e)
try: exec("1", {}, 5)
except TypeError as e: print(e)

# expect: A True
# expect: False
# expect: __class__ not set defining 'B' as <class '__main__.B'>. Was __classcell__ propagated to type.__new__?
# expect: __class__ set to <class '__main__.C'> defining 'C' as <class '__main__.C'>
# expect: __classcell__ must be a nonlocal cell, not <class 'int'>
# expect: mro of D
# expect: (<class '__main__.D'>, <class '__main__.Base'>, <class 'object'>) from base
# expect: mro() returned a non-class ('int')
# expect: Cannot create a consistent method resolution
# expect: order (MRO) for bases object, Base
# expect: W W W ()
# expect: {'x': <class 'int'>, 'return': <class 'str'>} doc annotated True None
# expect: ('got', <class '__main__.W2'>, <class '__main__.W2'>) ('got', <class '__main__.W2'>, <class '__main__.W2'>)
# expect: g 100 elsewhere f ('a', 'b', 'c') True
# expect: 'co_nothing' is an invalid keyword argument for replace()
# expect: replace() argument 'co_name' must be str, not int
# expect: True 17 True 2
# expect: expected traceback object or None, got 'int'
# expect: TracebackType() argument 'tb_frame' must be frame, not int
# expect: 'str' object cannot be interpreted as an integer
# expect: traceback loop detected
# expect: 84 17 72 
# expect: super() expected at most 2 arguments, got 3
# expect: locals must be a mapping or None, not int
