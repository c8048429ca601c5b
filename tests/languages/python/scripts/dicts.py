d = {"a": 1, "b": 2}
d["c"] = 3
print(d, d["a"], d.get("x"), d.get("x", 0), "a" in d, len(d), list(d), list(d.values()), list(d.items()))
d.update({"a": 10, "z": 26}); d.setdefault("q", []).append(1); print(d)
print(d.pop("z"), d.pop("nope", None), d.popitem(), d)
del d["a"]; print(d, d == {"b": 2, "c": 3})
for k, v in d.items(): print(k, v, end=";")
print()
print(dict(a=1, b=2), dict([("x", 1)]), dict.fromkeys("ab", 0), {1: "int", 1.0: "float", True: "bool"})
print({(1, 2): "t"}[(1, 2)], {None: 1}[None], d | {"n": 1}, sorted({3: 1, 1: 2}))
try:
    d["missing"]
except KeyError as e:
    print("KeyError", e)
try:
    {[]: 1}
except TypeError as e:
    print(e)
try:
    for k in d: d[k + "x"] = 1
except RuntimeError as e:
    print(e)
c = {i: i * i for i in range(1000)}
print(len(c), c[999], sum(c.values()))
for i in range(0, 1000, 2): del c[i]
print(len(c), list(c)[:3], 1 in c, 2 in c)
class K:
    def __init__(self, v): self.v = v
    def __hash__(self): return 1
    def __eq__(self, o): return self.v == o.v
print({K(1): "a", K(2): "b"}[K(2)])

# expect: {'a': 1, 'b': 2, 'c': 3} 1 None 0 True 3 ['a', 'b', 'c'] [1, 2, 3] [('a', 1), ('b', 2), ('c', 3)]
# expect: {'a': 10, 'b': 2, 'c': 3, 'z': 26, 'q': [1]}
# expect: 26 None ('q', [1]) {'a': 10, 'b': 2, 'c': 3}
# expect: {'b': 2, 'c': 3} True
# expect: b 2;c 3;
# expect: {'a': 1, 'b': 2} {'x': 1} {'a': 0, 'b': 0} {1: 'bool'}
# expect: t 1 {'b': 2, 'c': 3, 'n': 1} [1, 3]
# expect: KeyError 'missing'
# expect: unhashable type: 'list'
# expect: dictionary changed size during iteration
# expect: 1000 998001 332833500
# expect: 500 [1, 3, 5] True False
# expect: b
