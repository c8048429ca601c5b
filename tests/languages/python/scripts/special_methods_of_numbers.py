class V:
    def __init__(self, x): self.x = x
    def __add__(self, o): return V(self.x + (o.x if isinstance(o, V) else o))
    __radd__ = __add__
    def __sub__(self, o): return V(self.x - o.x)
    def __mul__(self, o): return NotImplemented
    def __rmul__(self, o): return V(self.x * o)
    def __neg__(self): return V(-self.x)
    def __abs__(self): return V(abs(self.x))
    def __iadd__(self, o): self.x += 100; return self
    def __eq__(self, o): return isinstance(o, V) and self.x == o.x
    def __lt__(self, o): return self.x < o.x
    def __hash__(self): return hash(self.x)
    def __repr__(self): return f"V({self.x})"
    def __int__(self): return self.x
    def __float__(self): return float(self.x)
    def __index__(self): return self.x
    def __matmul__(self, o): return "mat"
    def __divmod__(self, o): return "dm"
    def __pow__(self, o): return "pow"
    def __floordiv__(self, o): return "fd"
    def __invert__(self): return "inv"
a, b = V(1), V(2)
print(a + b, a + 5, 5 + a, a - b, 3 * b, -a, abs(V(-4)), a == V(1), a != b, a < b, b > a, sorted([b, a]))
c = a
c += b
print(c, c is a, int(a), float(b), [10, 20, 30][b], hex(b), a @ b, divmod(a, b), a ** b, a // b, ~a, {V(1): 5}[V(1)])
try:
    a * b
except TypeError as e:
    print(e)
print(sum([V(1), V(2)], V(0)), max(a, b), range(V(3)))

# expect: V(3) V(6) V(6) V(-1) V(6) V(-1) V(4) True True True True [V(1), V(2)]
# expect: V(101) True 101 2.0 30 0x2 mat dm pow fd inv 5
# expect: unsupported operand type(s) for *: 'V' and 'V'
# expect: V(3) V(101) range(0, 3)
