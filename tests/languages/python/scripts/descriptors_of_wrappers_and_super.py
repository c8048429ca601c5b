# staticmethod and classmethod take over attributes of what they wrap; super works for proxies and can be derived from.
def f(cls): "doc of f"
c = classmethod(f)
print(c.__dict__)
# expect: {'__module__': '__main__', '__name__': 'f', '__qualname__': 'f', '__doc__': 'doc of f', '__annotations__': {}}
c.extra = 1
del c.__doc__
print(c.extra, "__doc__" in c.__dict__, staticmethod(None).__dict__)
# expect: 1 False {'__doc__': None}

class Base:
    def name(self): return "Base"
class Derived(Base):
    def name(self): return super().name() + "+Derived"
class Proxy:
    def __init__(self, target): self._Proxy__target = target
    def __getattribute__(self, name):
        if name.startswith("_Proxy"): return object.__getattribute__(self, name)
        return getattr(self._Proxy__target, name)
p = Proxy(Derived())
for i in range(3): print(isinstance(p, Base), Derived.name(p))
# expect: True Base+Derived
# expect: True Base+Derived
# expect: True Base+Derived

class mysuper(super):
    def __init__(self, *args): super(mysuper, self).__init__(*args)
class E(Derived):
    def name(self): return mysuper(E, self).name() + "+E"
class F(E):
    def name(self): return type(self.__up).__name__ + self.__up.name()
F._F__up = mysuper(F)
print(E().name(), F().name())
# expect: Base+Derived+E mysuperBase+Derived+E

class Meta(type):
    def __setattr__(cls, name, value): object.__setattr__(cls, name, value)
try: Meta("X", (), {}).y = 1
except TypeError as error: print(error)
# expect: can't apply this __setattr__ to Meta object
class Store(dict): __setattr__ = dict.__setitem__
s = Store()
s.x = 1
print(s)
# expect: {'x': 1}
class Setter:
    def __set__(self, obj, value): obj.__dict__["a"] = value
class WithSetter: a = Setter()
w = WithSetter()
w.a = 42
print(w.a, [].append.__qualname__, [].__add__.__objclass__, type.__dict__["__doc__"].__qualname__)
# expect: 42 list.append <class 'list'> type.__doc__
try: type.__dict__["__doc__"].__delete__(WithSetter)
except TypeError as error: print(error)
# expect: cannot delete '__doc__' attribute of immutable type 'WithSetter'

class NotMeta:
    def __new__(cls, *args): return super().__new__(cls)
class UsesIt(metaclass=NotMeta): pass
class Below(UsesIt): pass
print(type(Below) is NotMeta)
# expect: True
