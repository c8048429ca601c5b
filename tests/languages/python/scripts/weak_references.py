import _weakref as weakref, gc

class Node:
    def __init__(self, name):
        self.name = name
    def __call__(self, x):
        return x + 1
    def __len__(self):
        return 3

deaths = []

def setup():
    def inner(depth):
        if depth:
            return inner(depth - 1)
        for i in range(40):
            node = Node(i)
            refs.append(weakref.ref(node, lambda r, i=i: deaths.append(i)))
        return None
    refs = []
    inner(5)
    return refs

def burn(depth):
    return burn(depth - 1) + 1 if depth else 0

refs = setup()
burn(30)
gc.collect()
dead = [r for r in refs if r() is None]
print(len(dead) >= 30, len(deaths) == len(dead), len(set(deaths)) == len(deaths))

a = Node("a")
r = weakref.ref(a)
print(r() is a, weakref.ref(a) is r, weakref.getweakrefcount(a), weakref.getweakrefs(a) == [r])
print(hash(r) == hash(a), r == weakref.ref(a), r != weakref.ref(Node("b")), r.__callback__)
p = weakref.proxy(a)
print(p.name, p(4), len(p), bool(p), type(p).__name__)
p.name = "c"
print(a.name, weakref.getweakrefcount(a))

class Ref(weakref.ref):
    __slots__ = ("key",)
    def __new__(cls, target, callback, key):
        self = super().__new__(cls, target, callback)
        self.key = key
        return self
    def __init__(self, target, callback, key):
        super().__init__(target, callback)

k = Ref(a, None, "the key")
print(k.key, k() is a, k == r, weakref.getweakrefcount(a))
for bad in (3, "x", None, (1,), [1], object()):
    try:
        weakref.ref(bad)
    except TypeError as e:
        print(e)

class Slotted:
    __slots__ = ("x",)
try:
    weakref.ref(Slotted())
except TypeError as e:
    print(e)
class Open(Slotted):
    __slots__ = ("__weakref__",)
o = Open()
print(weakref.ref(o)() is o)
print(gc.isenabled(), gc.is_tracked([]), gc.is_tracked(1), gc.is_tracked("x"), gc.is_tracked({}), gc.get_threshold(), type(gc.get_stats()))
holder = [a]
print(any(x is holder for x in gc.get_referrers(a)), any(x is a for x in gc.get_referents(holder)))

# expect: True True True
# expect: True True 1 True
# expect: True True True None
# expect: a 5 3 True CallableProxyType
# expect: c 2
# expect: the key True True 3
# expect: cannot create weak reference to 'int' object
# expect: cannot create weak reference to 'str' object
# expect: cannot create weak reference to 'NoneType' object
# expect: cannot create weak reference to 'tuple' object
# expect: cannot create weak reference to 'list' object
# expect: cannot create weak reference to 'object' object
# expect: cannot create weak reference to 'Slotted' object
# expect: True
# expect: True True False False False (700, 10, 10) <class 'list'>
# expect: True True
