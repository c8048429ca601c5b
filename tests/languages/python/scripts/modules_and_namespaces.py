import sys, math, types, time
print(math.__name__, repr(math)[:14], math.pi, hasattr(math, "sqrt"), type(math).__name__, sys.modules["math"] is math, "math" in sys.modules)
m = types.ModuleType("mymod", "doc"); m.x = 5; print(m.x, m.__name__, m.__doc__, m.__dict__["x"], repr(m))
n = types.SimpleNamespace(a=1, b="x"); n.c = 3; print(n, n.a, n == types.SimpleNamespace(a=1, b="x", c=3), vars(n)); del n.a; print(n)
print(list[int], dict[str, int], list[int].__origin__, list[int].__args__, tuple[int, ...], int | str, int | None, isinstance(1, int | str), type(list[int]), list[int]() == [])
p = types.MappingProxyType({"a": 1}); print(p["a"], len(p), list(p), p, "a" in p, p.get("z"), dict(p), p | {"b": 2})
for f in (lambda: math.zz, lambda: m.zz, lambda: n.a, lambda: p.update, lambda: types.SimpleNamespace(1)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
try:
    p["b"] = 1
except TypeError as e:
    print(e)

# expect: math <module 'math' 3.141592653589793 True module True True
# expect: 5 mymod doc 5 <module 'mymod'>
# expect: namespace(a=1, b='x', c=3) 1 True {'a': 1, 'b': 'x', 'c': 3}
# expect: namespace(b='x', c=3)
# expect: list[int] dict[str, int] <class 'list'> (<class 'int'>,) tuple[int, ...] int | str int | None True <class 'types.GenericAlias'> True
# expect: 1 1 ['a'] {'a': 1} True None {'a': 1} {'a': 1, 'b': 2}
# expect: AttributeError module 'math' has no attribute 'zz'
# expect: AttributeError module 'mymod' has no attribute 'zz'
# expect: AttributeError 'types.SimpleNamespace' object has no attribute 'a'
# expect: AttributeError 'mappingproxy' object has no attribute 'update'
# expect: TypeError no positional arguments expected
# expect: 'mappingproxy' object does not support item assignment
