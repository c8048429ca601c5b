class V:
    def __init__(self, x): self.x = x
    def __repr__(self): return f"V({self.x})"
    def __add__(self, o): return V(self.x + o.x) if isinstance(o, V) else NotImplemented
    def __radd__(self, o): return V(o + self.x) if isinstance(o, int) else NotImplemented
    def __iadd__(self, o): self.x += 100; return self
    def __mul__(self, k): return V(self.x * k)
    __rmul__ = __mul__
    def __neg__(self): return V(-self.x)
    def __abs__(self): return abs(self.x)
    def __eq__(self, o): return isinstance(o, V) and self.x == o.x
    def __lt__(self, o): return self.x < o.x
    def __hash__(self): return hash(self.x)
    def __bool__(self): return self.x != 0
    def __len__(self): return 3
    def __getitem__(self, i): return (self.x, i)
    def __setitem__(self, i, v): print("set", i, v)
    def __delitem__(self, i): print("del", i)
    def __contains__(self, v): return v == self.x
    def __call__(self, *a, **k): return (a, k)
    def __index__(self): return self.x
    def __int__(self): return self.x
    def __float__(self): return float(self.x)
    def __format__(self, spec): return f"<{spec}>"
    def __str__(self): return "str"
    def __pow__(self, o, m=None): return ("pow", o, m)
    def __matmul__(self, o): return "matmul"
    def __divmod__(self, o): return "divmod"
    def __round__(self, n=None): return ("round", n)
    def __invert__(self): return "inv"
    def __enter__(self): return self
    def __exit__(self, *a): print("exit", a[0]); return True
    def __reversed__(self): return iter([1])
v = V(3); w = V(4)
print(v + w, 5 + v, v * 2, 2 * v, -v, abs(v), v == V(3), v != w, v < w, v > w, max(v, w), {v: 1}[V(3)], bool(V(0)), len(v), v[1:2], v[1, 2], 3 in v, v(1, a=2), [0, 1, 2, 9][v], hex(v), int(v), float(v), f"{v:abc}", str(v), [v], v ** 2, pow(v, 2, 3), v @ 1, divmod(v, 1), round(v), round(v, 2), ~v, list(reversed(v)), range(5)[v])
v[0] = 1; del v[0]; v += 1; print(v)
with v as q: raise ValueError
for f in (lambda: v + "a", lambda: "a" + v, lambda: v - 1, lambda: v >= w, lambda: v <= 1, lambda: V(1) / 2, lambda: v << 1):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
class Sub(V):
    def __radd__(self, o): return "sub radd"
    def __eq__(self, o): return "sub eq"
print(w + Sub(1), w == Sub(4), Sub(4) == w)
class OnlyEq:
    def __eq__(self, o): return True
class Weird:
    def __bool__(self): return 5
    def __len__(self): return -1
    def __hash__(self): return "x"
    def __iter__(self): return 5
    def __repr__(self): return 5
    def __index__(self): return "a"
    def __contains__(self, x): return []
for f in (lambda: hash(OnlyEq()), lambda: bool(Weird()), lambda: len(Weird()), lambda: hash(Weird()), lambda: iter(Weird()), lambda: repr(Weird()), lambda: [1][Weird()], lambda: 1 in Weird(), lambda: OnlyEq() != 5, lambda: next(5), lambda: len(5), lambda: 5 in 5, lambda: 5[0], lambda: 5(), lambda: iter(OnlyEq())):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
class Seq:
    def __getitem__(self, i):
        if i > 3: raise IndexError
        return i * i
print(list(Seq()), 9 in Seq(), tuple(Seq()), max(Seq()), [*Seq()])

# expect: str str str str str 3 True True True False str 1 False 3 (3, slice(1, 2, None)) (3, (1, 2)) True ((1,), {'a': 2}) 9 0x3 3 3.0 <abc> str [V(3)] ('pow', 2, None) ('pow', 2, 3) matmul divmod ('round', None) ('round', 2) inv [1] 3
# expect: set 0 1
# expect: del 0
# expect: str
# expect: exit <class 'ValueError'>
# expect: TypeError unsupported operand type(s) for +: 'V' and 'str'
# expect: TypeError can only concatenate str (not "V") to str
# expect: TypeError unsupported operand type(s) for -: 'V' and 'int'
# expect: TypeError '>=' not supported between instances of 'V' and 'V'
# expect: TypeError '<=' not supported between instances of 'V' and 'int'
# expect: TypeError unsupported operand type(s) for /: 'V' and 'int'
# expect: TypeError unsupported operand type(s) for <<: 'V' and 'int'
# expect: sub radd sub eq sub eq
# expect: TypeError unhashable type: 'OnlyEq'
# expect: TypeError __bool__ should return bool, returned int
# expect: ValueError __len__() should return >= 0
# expect: TypeError __hash__ method should return an integer
# expect: TypeError iter() returned non-iterator of type 'int'
# expect: TypeError __repr__ returned non-string (type int)
# expect: TypeError __index__ returned non-int (type str)
# expect: False
# expect: False
# expect: TypeError 'int' object is not an iterator
# expect: TypeError object of type 'int' has no len()
# expect: TypeError argument of type 'int' is not iterable
# expect: TypeError 'int' object is not subscriptable
# expect: TypeError 'int' object is not callable
# expect: TypeError 'OnlyEq' object is not iterable
# expect: [0, 1, 4, 9] True (0, 1, 4, 9) 9 [0, 1, 4, 9]
