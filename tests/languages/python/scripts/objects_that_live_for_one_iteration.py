class V:
    def __init__(self, x, y): self.x = x; self.y = y
    def __add__(self, o): return V(self.x + o.x, self.y + o.y)
    def norm(self): return abs(self.x) + abs(self.y)
def f(n):
    a = V(0, 0); d = V(1, 2)
    for i in range(n): a = a + d
    return a.x, a.y, a.norm()
print(f(6000))
def g(n):
    t = 0
    for i in range(n):
        m = V(i, -i).norm
        t += m() + (i, t)[0]
    return t
print(g(6000))

# expect: (6000, 12000, 18000)
# expect: 53991000
