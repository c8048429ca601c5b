class A:
    def f(self): return ["A"]
class B(A):
    def f(self): return ["B"] + super().f()
class C(A):
    def f(self): return ["C"] + super().f()
class D(B, C):
    def f(self): return ["D"] + super().f()
print(D().f(), [c.__name__ for c in D.__mro__], D.__bases__, D.__base__, D.mro() == list(D.__mro__), A.__subclasses__())
for make in (lambda: type("X", (A, B), {}), lambda: type("X", (int, str), {}), lambda: type("X", (bool,), {}), lambda: type("X", (1,), {}), lambda: type("X", (A, A), {}), lambda: type(1, (), {}), lambda: type("X"), lambda: object(1), lambda: A(1), lambda: int.foo, lambda: A.foo, lambda: A().foo, lambda: setattr(int, "x", 1), lambda: super(B, A()).f(), lambda: super(5)):
    try:
        print(make())
    except Exception as e:
        print(type(e).__name__, e)
X = type("X", (A,), {"y": 5, "g": lambda self: self.y})
x = X(); print(x.g(), X.__name__, X.__module__, X.__qualname__, type(x) is X, isinstance(x, A), issubclass(X, (int, A)), X.__dict__["y"], "g" in X.__dict__)
print(repr(int), repr(X), repr(type), type(type), type(None), type(...), type(NotImplemented), type(print), type(len), type([].append), type(X.g), type(x.g), type(lambda: 0), type(1j))
class Base:
    def __init_subclass__(cls, tag=None, **kw):
        super().__init_subclass__(**kw); cls.tag = tag
    def __class_getitem__(cls, item): return (cls.__name__, item)
class Sub(Base, tag="hi"): pass
print(Sub.tag, Sub[int], Base["x"])
class Meta(type):
    def __new__(m, name, bases, ns, **kw): return super().__new__(m, name, bases, {**ns, "made": True})
    def __init__(cls, name, bases, ns, **kw): super().__init__(name, bases, ns)
    def __call__(cls, *a): return ("called", super().__call__(*a))
    def __len__(cls): return 42
    def __iter__(cls): return iter("abc")
    def __getattr__(cls, name): return "meta " + name
    @property
    def prop(cls): return "prop of " + cls.__name__
class WithMeta(metaclass=Meta, extra=1): pass
r = WithMeta(); print(r[0], type(r[1]).__name__, WithMeta.made, len(WithMeta), list(WithMeta), WithMeta.zzz, WithMeta.prop, type(WithMeta).__name__)

# expect: ['D', 'B', 'C', 'A'] ['D', 'B', 'C', 'A', 'object'] (<class '__main__.B'>, <class '__main__.C'>) <class '__main__.B'> True [<class '__main__.B'>, <class '__main__.C'>]
# expect: TypeError Cannot create a consistent method resolution
# expect: order (MRO) for bases A, B
# expect: TypeError multiple bases have instance lay-out conflict
# expect: TypeError type 'bool' is not an acceptable base type
# expect: TypeError metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases
# expect: TypeError duplicate base class A
# expect: TypeError type.__new__() argument 1 must be str, not int
# expect: <class 'str'>
# expect: TypeError object() takes no arguments
# expect: TypeError A() takes no arguments
# expect: AttributeError type object 'int' has no attribute 'foo'
# expect: AttributeError type object 'A' has no attribute 'foo'
# expect: AttributeError 'A' object has no attribute 'foo'
# expect: TypeError cannot set 'x' attribute of immutable type 'int'
# expect: TypeError super(type, obj): obj must be an instance or subtype of type
# expect: TypeError super() argument 1 must be a type, not int
# expect: 5 X __main__ X True True True 5 True
# expect: <class 'int'> <class '__main__.X'> <class 'type'> <class 'type'> <class 'NoneType'> <class 'ellipsis'> <class 'NotImplementedType'> <class 'builtin_function_or_method'> <class 'builtin_function_or_method'> <class 'builtin_function_or_method'> <class 'function'> <class 'method'> <class 'function'> <class 'complex'>
# expect: hi ('Sub', <class 'int'>) ('Base', 'x')
# expect: called WithMeta True 42 ['a', 'b', 'c'] meta zzz prop of WithMeta Meta
