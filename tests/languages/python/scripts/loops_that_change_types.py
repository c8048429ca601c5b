def f(items):
    total = 0
    for x in items:
        total = total + x
    return total
print(f(range(300)), f([1.5] * 300), f([1, 2.5, True] * 100), f([2 ** 60] * 300))
def g(n):
    x = 1
    for i in range(n):
        x = x * 3 if i % 2 else x + 0.5
        if x > 1e6: x = 1
    return x
print(g(500))
class A:
    def v(self): return 1
class B:
    def v(self): return 2.5
class C:
    def v(self): return 10 ** 20
objs = [A(), B(), A(), C()] * 100
s = 0
for o in objs: s += o.v()
print(s)
def h(l):
    r = []
    for i in range(len(l)):
        if isinstance(l[i], str): r.append(len(l[i]))
        elif l[i] is None: r.append(-1)
        else: r.append(l[i])
    return sum(r)
print(h(["abc", None, 5, 2.5] * 100))

# expect: 44850 450.0 450.0 345876451382054092800
# expect: 46.5
# expect: 9.999999999999996e+21
# expect: 950.0
