class MyInt(int):
    def __new__(cls, x, tag=None): o = super().__new__(cls, x); o.tag = tag; return o
    def __add__(self, o): return MyInt(int(self) + int(o), "sum")
m = MyInt(5, "t"); print(m, m + 1, (m + 1).tag, m * 2, type(m * 2).__name__, m == 5, hash(m) == hash(5), [10, 20, 30, 40, 50, 60][m], isinstance(m, int), m.bit_length(), repr(m), f"{m:03}", m > 4, 4 < m, -m, int(m), float(m), {5: "x"}[m], range(m), "%d" % m)
class MyStr(str):
    def shout(self): return self.upper() + "!"
s = MyStr("abc"); print(s, s.shout(), s + "d", type(s + "d").__name__, len(s), s[1], s == "abc", {"abc": 1}[s], "b" in s, s.split("b"), ",".join([s, s]), repr(s), f"{s:>5}", s.tag if hasattr(s, "tag") else None, hash(s) == hash("abc"), isinstance(s, str), "%s" % s, s < "b", sorted([s, "aaa"]))
class MyList(list):
    def __init__(self, *a): super().__init__(a); self.extra = 1
    def append(self, x): super().append(x * 2)
l = MyList(1, 2); l.append(3); print(l, l[0], len(l), l + [9], type(l + [1]).__name__, l == [1, 2, 6], [*l], l.extra, l[1:], sum(l), sorted(l), isinstance(l, list), bool(MyList()), 6 in l, l.index(6), list(l)); l[0] = 7; l.extend([1]); l += [2]; l.sort(); print(l, type(l).__name__); a, b, *c = l; print(a, b, c)
class MyDict(dict):
    def __setitem__(self, k, v): super().__setitem__(k, v * 2)
    def __missing__(self, k): return "missing " + k
d = MyDict(a=1); d["b"] = 2; print(d, d["b"], d["zz"], d.get("q"), len(d), "a" in d, list(d.items()), {**d}, d == {"a": 1, "b": 4}, dict(d), sorted(d))
class MyTuple(tuple):
    def __new__(cls, *a): return super().__new__(cls, a)
    @property
    def first(self): return self[0]
t = MyTuple(1, 2); print(t, t.first, t + (3,), hash(t) == hash((1, 2)), t == (1, 2), len(t), (lambda *a: a)(*t)); x, y = t; print(x, y, {t: 1}[(1, 2)])
class MySet(set): pass
z = MySet([1, 2]); z.add(3); print(z, z | {4}, type(z | {4}).__name__, len(z), 2 in z, z == {1, 2, 3})
class MyFloat(float):
    def __repr__(self): return "MF"
f = MyFloat(2.5); print(f, f + 1, f * 2, int(f), f == 2.5, f"{f:.1f}", hash(f) == hash(2.5), round(f), f < 3, -f, f.is_integer())
class MyErr(ValueError):
    def __init__(self, a, b): super().__init__(a); self.b = b
    def __str__(self): return f"{self.args[0]}/{self.b}"
try:
    raise MyErr(1, 2)
except ValueError as e:
    print(e, repr(e), e.args, e.b, isinstance(e, MyErr), e.__class__.__name__)
class MyBytes(bytes): pass
print(MyBytes(b"ab"), len(MyBytes(b"ab")), MyBytes(b"a") + b"c", MyBytes(b"x") == b"x")
class P(property): pass
class UseP:
    @P
    def v(self): return 7
print(UseP().v, int.__new__(MyInt, 3), list.__len__(l), dict.get(d, "a"), str.upper(s), int.__add__(m, 1))

# expect: 5 6 sum 10 int True True 60 True 3 5 005 True True -5 5 5.0 x range(0, 5) 5
# expect: abc ABC! abcd str 3 b True 1 True ['a', 'c'] abc,abc 'abc'   abc None True True abc True ['aaa', 'abc']
# expect: [1, 2, 6] 1 3 [1, 2, 6, 9] list True [1, 2, 6] 1 [2, 6] 9 [1, 2, 6] True False True 2 [1, 2, 6]
# expect: [1, 2, 2, 6, 7] MyList
# expect: 1 2 [2, 6, 7]
# expect: {'a': 1, 'b': 4} 4 missing zz None 2 True [('a', 1), ('b', 4)] {'a': 1, 'b': 4} True {'a': 1, 'b': 4} ['a', 'b']
# expect: (1, 2) 1 (1, 2, 3) True True 2 (1, 2)
# expect: 1 2 1
# expect: MySet({1, 2, 3}) {1, 2, 3, 4} set 3 True True
# expect: MF 3.5 5.0 2 True 2.5 True 2 True -2.5 False
# expect: 1/2 MyErr(1) (1,) 2 True MyErr
# expect: b'ab' 2 b'ac' True
# expect: 7 3 5 1 ABC 6
