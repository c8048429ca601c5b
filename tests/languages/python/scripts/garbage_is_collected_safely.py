class Node:
    def __init__(self, n): self.n = n; self.me = self; self.l = [n] * 10
keep = []
for i in range(20000):
    x = Node(i)
    if i % 1000 == 0: keep.append(x)
print([k.l[3] for k in keep][:5], len(keep), all(k.me is k for k in keep))
def gen():
    for i in range(5000): yield [i, str(i)]
gs = [gen() for _ in range(20)]
t = 0
for _ in range(200):
    for g in gs: t += next(g)[0]
print(t)
s = ""
parts = []
for i in range(3000):
    parts.append(str(i))
    s = s + "x" if i % 7 else ""
print(len("".join(parts)), len(s))
def deep(n): return [n] + deep(n - 1) if n else []
print(sum(len(deep(100)) for _ in range(100)))
d = {}
for i in range(30000): d[i % 100, i % 7] = [i]
print(len(d), d[99, 6])

# expect: [0, 1000, 2000, 3000, 4000] 20 True
# expect: 398000
# expect: 10890 3
# expect: 10000
# expect: 700 [29399]
