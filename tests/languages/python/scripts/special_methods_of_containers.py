class Box:
    def __init__(self, *items): self.items = list(items)
    def __len__(self): return len(self.items)
    def __getitem__(self, i):
        if isinstance(i, slice): return Box(*self.items[i])
        return self.items[i]
    def __setitem__(self, i, v): self.items[i] = v
    def __delitem__(self, i): del self.items[i]
    def __contains__(self, v): return v in self.items
    def __iter__(self): return iter(self.items)
    def __call__(self, *a, **k): return (a, k)
    def __repr__(self): return "Box" + repr(tuple(self.items))
b = Box(1, 2, 3, 4)
b[0] = 10
del b[1]
print(b, len(b), b[0], b[1:], 3 in b, 99 in b, list(b), b(1, x=2), [*b], max(b), sum(b), bool(Box()))
class Seq:
    def __getitem__(self, i):
        if i > 3: raise IndexError
        return i * i
print(list(Seq()), 9 in Seq(), [x for x in Seq()])
class M(dict):
    def __missing__(self, k): return k * 2
m = M(a=1)
print(m["a"], m["b"], m)
a, *rest = Box(1, 2, 3)
print(a, rest)
class Cnt:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n == 0: raise StopIteration
        self.n -= 1
        return self.n
print(list(Cnt(3)), next(Cnt(5)), next(Cnt(0), "done"))

# expect: Box(10, 3, 4) 3 10 Box(3, 4) True False [10, 3, 4] ((1,), {'x': 2}) [10, 3, 4] 10 17 False
# expect: [0, 1, 4, 9] True [0, 1, 4, 9]
# expect: 1 bb {'a': 1}
# expect: 1 [2, 3]
# expect: [2, 1, 0] 4 done
