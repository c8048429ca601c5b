class Desc:
    def __set_name__(self, owner, name): self.name = name; print("set_name", owner.__name__, name)
    def __get__(self, obj, cls): return ("get", obj is None, cls.__name__)
    def __set__(self, obj, value): print("set", self.name, value)
    def __delete__(self, obj): print("delete", self.name)
class NonData:
    def __get__(self, obj, cls): return "nondata"
class A:
    d = Desc(); n = NonData()
    @property
    def p(self): "doc of p"; return self._p
    @p.setter
    def p(self, v): self._p = v * 2
    @p.deleter
    def p(self): del self._p
    @property
    def ro(self): return 1
    @staticmethod
    def s(x): return ("s", x)
    @classmethod
    def c(cls, x): return (cls.__name__, x)
a = A(); a.d = 5; del a.d; print(a.d, A.d, a.n); a.n = "own"; print(a.n)
a.p = 4; print(a.p, A.p.__doc__, type(A.p).__name__); del a.p
for f in (lambda: a.p, lambda: setattr(a, "ro", 1), lambda: delattr(a, "ro"), lambda: delattr(a, "zz"), lambda: a.zz, lambda: setattr(5, "x", 1), lambda: setattr([], "x", 1), lambda: None.x, lambda: (1).x, lambda: "".x, lambda: len.x, lambda: A.zz):
    try:
        print(f())
    except AttributeError as e:
        print(e)
print(a.s(1), A.s(2), a.c(3), A.c(4), A.__dict__["s"].__func__(5), a.__dict__, vars(a) is a.__dict__)
class B(A):
    @classmethod
    def c(cls, x): return super().c(x) + ("B",)
    @property
    def ro(self): return super().ro + 1
print(B.c(1), B().c(2), B().ro, getattr(a, "q", "dflt"), hasattr(a, "q"), hasattr(a, "s"))
class G:
    def __getattr__(self, n):
        if n.startswith("x"): return n * 2
        raise AttributeError(n)
    def __setattr__(self, n, v): super().__setattr__(n, v + 1)
    def __delattr__(self, n): print("del", n); object.__delattr__(self, n)
    def __dir__(self): return ["z", "a"]
g = G(); g.y = 1; print(g.y, g.xa, hasattr(g, "q"), dir(g), g.__dict__); del g.y; print(g.__dict__)
class GA:
    def __getattribute__(self, n): return "ga " + n
    def __getattr__(self, n): return "never"
print(GA().anything, GA().__class__)
a.__dict__["new"] = 7; print(a.new); a.__class__ = B; print(type(a).__name__, a.new, a.ro); a.__dict__ = {"k": 1}; print(a.k, a.__dict__, hasattr(a, "new"))

# expect: set_name A d
# expect: set d 5
# expect: delete d
# expect: ('get', False, 'A') ('get', True, 'A') nondata
# expect: own
# expect: 8 doc of p property
# expect: 'A' object has no attribute '_p'
# expect: property 'ro' of 'A' object has no setter
# expect: property 'ro' of 'A' object has no deleter
# expect: 'A' object has no attribute 'zz'
# expect: 'A' object has no attribute 'zz'
# expect: 'int' object has no attribute 'x'
# expect: 'list' object has no attribute 'x'
# expect: 'NoneType' object has no attribute 'x'
# expect: 'int' object has no attribute 'x'
# expect: 'str' object has no attribute 'x'
# expect: 'builtin_function_or_method' object has no attribute 'x'
# expect: type object 'A' has no attribute 'zz'
# expect: ('s', 1) ('s', 2) ('A', 3) ('A', 4) ('s', 5) {'n': 'own'} True
# expect: ('B', 1, 'B') ('B', 2, 'B') 2 dflt False True
# expect: 2 xaxa False ['a', 'z'] {'y': 2}
# expect: del y
# expect: {}
# expect: ga anything ga __class__
# expect: 7
# expect: B 7 2
# expect: 1 {'k': 1} False
