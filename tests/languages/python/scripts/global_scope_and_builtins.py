x = 1
def f():
    global x, newvar
    x = 2
    newvar = "n"
f()
print(x, newvar, "x" in globals(), globals()["x"])
def g():
    a = 1
    b = 2
    return sorted(locals())
print(g())
len_ = len
def len(v): return "shadowed"
print(len([1]))
del len
print(len([1, 2]), len is len_)
print(sorted(dir(type("T", (), {"zz": 1})))[-1], type(5), type("a"), type(None), type([]), type(int), type(len), type(f))
print(abs(-5), min(3, 1), max([1, 5]), sum([1, 2], 10), pow(2, 5), round(3.14159, 2), divmod(7, 2), callable(f), id(x) == id(x), hex(255), bin(5), oct(8), chr(65), ord("B"))
print(isinstance(True, int), isinstance(1, (str, int)), issubclass(bool, int), all([1, 1]), any([0, 0]), bool([]), int("42"), float("1.5"), str(5), repr("q"), complex(1, 2))
print(list(iter(iter([1, 2]))), next(iter("z")), eval("1 + 2"), hash("a") == hash("a"), input.__name__)

# expect: 2 n True 2
# expect: ['a', 'b']
# expect: shadowed
# expect: 2 True
# expect: zz <class 'int'> <class 'str'> <class 'NoneType'> <class 'list'> <class 'type'> <class 'builtin_function_or_method'> <class 'function'>
# expect: 5 1 5 13 32 3.14 (3, 1) True True 0xff 0b101 0o10 A 66
# expect: True True True True False False 42 1.5 5 'q' (1+2j)
# expect: [1, 2] z 3 True input
