# A class has descriptors for what its instances have and those of its bases have not.
class A: pass
class B(A): pass
class C(int): pass
class D(list): pass
class E(Exception): pass
for cls in A, B, C, D, E, type("M", (type,), {}):
    print(cls.__name__, [name for name in ("__dict__", "__weakref__") if name in vars(cls)])
# expect: A ['__dict__', '__weakref__']
# expect: B []
# expect: C ['__dict__']
# expect: D ['__dict__', '__weakref__']
# expect: E ['__weakref__']
# expect: M []
a = A()
print(vars(A)["__dict__"], a.__weakref__, "__dict__" in vars(object))
# expect: <attribute '__dict__' of 'A' objects> None False
import weakref
r = weakref.ref(a)
print(a.__weakref__ is r, vars(A)["__dict__"].__get__(a))
# expect: True {}

def attempt(bases, slots, **more):
    try: print(sorted(set(vars(type("X", bases, {"__slots__": slots, **more}))) - {"__module__", "__doc__", "__slots__"}))
    except (TypeError, ValueError) as error: print(type(error).__name__, error)
attempt((), ("b", "a", "b"))
attempt((), ("__dict__", "x"))
attempt((A,), "__dict__")
attempt((A,), "__weakref__")
attempt((), ("__dict__", "__dict__"))
attempt((int,), "x")
attempt((int,), ())
attempt((set,), "__weakref__")
attempt((), "x", x=1)
# expect: ['a', 'b']
# expect: ['__dict__', 'x']
# expect: TypeError __dict__ slot disallowed: we already got one
# expect: TypeError __weakref__ slot disallowed: either we already got one, or __itemsize__ != 0
# expect: TypeError __dict__ slot disallowed: we already got one
# expect: TypeError nonempty __slots__ not supported for subtype of 'int'
# expect: []
# expect: TypeError __weakref__ slot disallowed: either we already got one, or __itemsize__ != 0
# expect: ValueError 'x' in __slots__ conflicts with class variable

class G: __slots__ = "a", "b"
class H: __slots__ = "b", "a"
class J: __slots__ = "c", "b"
class K(G): __slots__ = "d",
class L(H): __slots__ = "d",
g = G()
g.a = 1
g.__class__ = H
print(type(g).__name__, g.a)
# expect: H 1
for x, cls in (G(), J), (G(), K), (K(), L), (A(), G), (A(), C):
    try: x.__class__ = cls
    except TypeError as error: print(error)
# expect: __class__ assignment: 'J' object layout differs from 'G'
# expect: __class__ assignment: 'K' object layout differs from 'G'
# expect: __class__ assignment: 'L' object layout differs from 'K'
# expect: __class__ assignment: 'G' object layout differs from 'A'
# expect: __class__ assignment: 'C' object layout differs from 'A'
