def f(a, b=2, *args, c, d=4, **kw) -> int:
    "the doc"
    return a
print(f.__name__, f.__qualname__, f.__doc__, f.__module__, f.__defaults__, f.__kwdefaults__, f.__annotations__, f.__closure__, f.__dict__, f.__code__.co_name, f.__code__.co_argcount, f.__code__.co_varnames)
f.x = 1; f.__name__ = "g"; f.__doc__ = None; f.__defaults__ = (7,); print(f.x, f.__name__, f.__doc__, f(1, c=0), f.__dict__, f.__globals__ is globals())
class A:
    def m(self, x=1): "m doc"; return x
a = A(); m = a.m
print(m(), m.__self__ is a, m.__func__ is A.m, m.__name__, m.__doc__, a.m == a.m, a.m is a.m, A.m(a, 5), A.m.__qualname__, hash(a.m) == hash(a.m), {a.m: 1}[a.m])
print(len.__name__, [].append.__name__, str.join.__name__, str.upper("a"), list(map(str.strip, [" a "])), [].append.__self__, print.__module__, repr(len), repr(str.join), int.from_bytes.__name__)
def outer():
    n = 0
    def inner(): nonlocal n; n += 1; return n
    return inner
i = outer(); i(); i(); print(i.__closure__[0].cell_contents, i.__code__.co_freevars, i.__qualname__)
for g in (lambda: len(), lambda: len(1, 2), lambda: [].append(1, 2), lambda: "a".upper(1), lambda: str.join(1, []), lambda: list.append(1, 2), lambda: list.append(), lambda: [].pop(1, 2), lambda: {}.get(), lambda: "a".split(x=1), lambda: "a".split(sep=1), lambda: [].sort(kez=1), lambda: print(foo=1), lambda: int("1", bas=2), lambda: sorted(), lambda: isinstance(1), lambda: [].append(x=1), lambda: "".join(), lambda: abs("a"), lambda: ord("ab"), lambda: chr(-1), lambda: sum("ab"), lambda: max(), lambda: max([]), lambda: range(1, 2, 3, 4), lambda: enumerate(), lambda: zip(1), lambda: setattr(f, "__name__", 1)):
    try:
        print(g())
    except Exception as e:
        print(type(e).__name__, e)

# expect: f f the doc __main__ (2,) {'d': 4} {'return': <class 'int'>} None {} f 2 ('a', 'b', 'c', 'd', 'args', 'kw')
# expect: 1 g None 1 {'x': 1} True
# expect: 1 True True m m doc True False 5 A.m True 1
# expect: len append join A ['a'] [] builtins <built-in function len> <method 'join' of 'str' objects> from_bytes
# expect: 2 ('n',) outer.<locals>.inner
# expect: TypeError len() takes exactly one argument (0 given)
# expect: TypeError len() takes exactly one argument (2 given)
# expect: TypeError list.append() takes exactly one argument (2 given)
# expect: TypeError str.upper() takes no arguments (1 given)
# expect: TypeError descriptor 'join' for 'str' objects doesn't apply to a 'int' object
# expect: TypeError descriptor 'append' for 'list' objects doesn't apply to a 'int' object
# expect: TypeError unbound method list.append() needs an argument
# expect: TypeError pop expected at most 1 argument, got 2
# expect: TypeError get expected at least 1 argument, got 0
# expect: TypeError 'x' is an invalid keyword argument for split()
# expect: TypeError must be str or None, not int
# expect: TypeError 'kez' is an invalid keyword argument for sort()
# expect: TypeError 'foo' is an invalid keyword argument for print()
# expect: TypeError 'bas' is an invalid keyword argument for int()
# expect: TypeError sorted expected 1 argument, got 0
# expect: TypeError isinstance expected 2 arguments, got 1
# expect: TypeError list.append() takes no keyword arguments
# expect: TypeError str.join() takes exactly one argument (0 given)
# expect: TypeError bad operand type for abs(): 'str'
# expect: TypeError ord() expected a character, but string of length 2 found
# expect: ValueError chr() arg not in range(0x110000)
# expect: TypeError unsupported operand type(s) for +: 'int' and 'str'
# expect: TypeError max expected at least 1 argument, got 0
# expect: ValueError max() arg is an empty sequence
# expect: TypeError range expected at most 3 arguments, got 4
# expect: TypeError enumerate() missing required argument 'iterable'
# expect: TypeError 'int' object is not iterable
# expect: TypeError __name__ must be set to a string object
