d = {"a": 1, "b": 2}
d["c"] = 3; d.update(d=4); d.update({"e": 5}, f=6); d.update([("g", 7), ["h", 8]]); print(d, len(d))
print(d.get("a"), d.get("z"), d.get("z", 0), d.pop("a"), d.pop("zz", None), d.setdefault("b", 9), d.setdefault("n", 9), d.popitem(), "b" in d, "a" in d)
print(list(d), list(d.keys()), list(d.values()), list(d.items()), d.keys(), d.items(), list(reversed(d)), list(reversed(d.values())), d.copy() == d, d.copy() is d)
print({1: "a", 1.0: "b", True: "c"}, {1: 2} == {1.0: 2}, {} == {}, {1: 2} != {1: 3}, dict([(1, 2)]), dict(a=1), dict({"x": 1}, y=2), dict.fromkeys("ab", 0), dict(zip("ab", [1, 2])), {**d, "z": 0} == {**d, "z": 0})
print({"a": 1} | {"b": 2}, {"a": 1}.keys() & {"a", "b"}, sorted({"a": 1}.keys() | {"b"}), {"a": 1}.items() - {("a", 1)}, {1, 2} - {1: 0}.keys(), {"a": 1}.keys() == {"a"}, ("a", 1) in {"a": 1}.items(), {1: 0}.keys().isdisjoint([2]))
e = {}; e["self"] = e; print(e); d.clear(); print(d, bool(d)); x = {1: 1}; x |= {2: 2}; print(x)
del x[1]; print(x, {i: i * i for i in range(5)}, {k: v for k, v in zip("abc", range(3)) if v}, {None: 1, (1, 2): 2, "x": 3, 2.5: 4})
for f in (lambda: {}["k"], lambda: {}[1], lambda: {[]: 1}, lambda: {}.popitem(), lambda: {}.pop("x"), lambda: dict(5), lambda: dict([1]), lambda: dict([(1, 2, 3)]), lambda: {}.get(), lambda: {} < {}, lambda: {}.foo, lambda: {}[{}], lambda: {1: 2} + {}, lambda: dict(1, 2), lambda: {}[(1, [])]):
    try:
        print(f())
    except Exception as err:
        print(type(err).__name__, err)
def change():
    q = {1: 1, 2: 2}
    for k in q:
        q[k + 10] = 1
try:
    change()
except RuntimeError as err:
    print(err)
class M(dict):
    def __missing__(self, key): return key * 2
m = M(a=1); print(m["a"], m["zz"], m.get("zz"), m, isinstance(m, dict), len(m), type(m).__name__, m == {"a": 1}, {**m}, list(m))
big = {}
for i in range(2000): big[i * 7] = i
for i in range(0, 2000, 2): del big[i * 7]
for i in range(500): big[str(i)] = i
print(len(big), sum(v for k, v in big.items() if isinstance(k, int)), big["77"], 7 in big, 14 in big, list(big)[:3], list(big)[-2:])
q = {}
for i in range(10000):
    q[i] = i
    if len(q) > 3: q.pop(next(iter(q)))
print(q)
for i in range(1000):
    q[i] = 1
    q.popitem()
print(len(q))

# expect: {'a': 1, 'b': 2, 'c': 3, 'd': 4, 'e': 5, 'f': 6, 'g': 7, 'h': 8} 8
# expect: 1 None 0 1 None 2 9 ('n', 9) True False
# expect: ['b', 'c', 'd', 'e', 'f', 'g', 'h'] ['b', 'c', 'd', 'e', 'f', 'g', 'h'] [2, 3, 4, 5, 6, 7, 8] [('b', 2), ('c', 3), ('d', 4), ('e', 5), ('f', 6), ('g', 7), ('h', 8)] dict_keys(['b', 'c', 'd', 'e', 'f', 'g', 'h']) dict_items([('b', 2), ('c', 3), ('d', 4), ('e', 5), ('f', 6), ('g', 7), ('h', 8)]) ['h', 'g', 'f', 'e', 'd', 'c', 'b'] [8, 7, 6, 5, 4, 3, 2] True False
# expect: {1: 'c'} True True True {1: 2} {'a': 1} {'x': 1, 'y': 2} {'a': 0, 'b': 0} {'a': 1, 'b': 2} True
# expect: {'a': 1, 'b': 2} {'a'} ['a', 'b'] set() {2} True True True
# expect: {'self': {...}}
# expect: {} False
# expect: {1: 1, 2: 2}
# expect: {2: 2} {0: 0, 1: 1, 2: 4, 3: 9, 4: 16} {'b': 1, 'c': 2} {None: 1, (1, 2): 2, 'x': 3, 2.5: 4}
# expect: KeyError 'k'
# expect: KeyError 1
# expect: TypeError unhashable type: 'list'
# expect: KeyError 'popitem(): dictionary is empty'
# expect: KeyError 'x'
# expect: TypeError 'int' object is not iterable
# expect: TypeError cannot convert dictionary update sequence element #0 to a sequence
# expect: ValueError dictionary update sequence element #0 has length 3; 2 is required
# expect: TypeError get expected at least 1 argument, got 0
# expect: TypeError '<' not supported between instances of 'dict' and 'dict'
# expect: AttributeError 'dict' object has no attribute 'foo'
# expect: TypeError unhashable type: 'dict'
# expect: TypeError unsupported operand type(s) for +: 'dict' and 'dict'
# expect: TypeError dict expected at most 1 argument, got 2
# expect: TypeError unhashable type: 'list'
# expect: dictionary changed size during iteration
# expect: 1 zzzz None {'a': 1} True 1 M True {'a': 1} ['a']
# expect: 1500 1000000 77 True False [7, 21, 35] ['498', '499']
# expect: {9997: 9997, 9998: 9998, 9999: 9999}
# expect: 3
