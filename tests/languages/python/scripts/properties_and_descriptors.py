class T:
    def __init__(self): self._c = 0
    @property
    def c(self): "doc"; return self._c
    @c.setter
    def c(self, v):
        if v < 0: raise ValueError("negative")
        self._c = v
    @c.deleter
    def c(self): self._c = None
    ro = property(lambda self: 42)
t = T()
t.c = 5
print(t.c, t.ro, T.c.__doc__)
try:
    t.c = -1
except ValueError as e:
    print(e)
del t.c
print(t.c)
try:
    t.ro = 1
except AttributeError as e:
    print(e)
class Desc:
    def __set_name__(self, owner, name): self.name = name
    def __get__(self, obj, owner): return self if obj is None else obj.__dict__.get(self.name, "unset")
    def __set__(self, obj, value): obj.__dict__[self.name] = value * 2
class U:
    x = Desc()
    y = Desc()
u = U()
print(u.x)
u.x = 4
print(u.x, u.y, U.x.name, u.__dict__)

# expect: 5 42 doc
# expect: negative
# expect: None
# expect: property 'ro' of 'T' object has no setter
# expect: unset
# expect: 8 unset x {'x': 8}
