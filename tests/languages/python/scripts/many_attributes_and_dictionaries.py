class O: pass
o = O()
for i in range(300): setattr(o, "a%d" % i, i)
print(o.a299, sum(o.__dict__.values()), len(vars(o)))
for i in range(0, 300, 2): delattr(o, "a%d" % i)
print(len(o.__dict__), hasattr(o, "a0"), o.a1)
o.__dict__["injected"] = 5
print(o.injected)
d = o.__dict__
o.later = 6
print(d["later"], "later" in d)
o.__dict__ = {"x": 1}
print(o.x, hasattr(o, "a1"))
p = O(); q = O()
p.a, p.b = 1, 2
q.b, q.a = 3, 4
for v in (p, q) * 3: print(v.a, v.b, end=" ")
print()

# expect: 299 44850 300
# expect: 150 False 1
# expect: 5
# expect: 6 True
# expect: 1 False
# expect: 1 2 4 3 1 2 4 3 1 2 4 3 
