# dir() asks __dir__, which asks __dict__ and __class__.
import types
class Module(types.ModuleType): pass
m = Module("spam", "about spam")
m.x = 1
print(m.__name__, m.__doc__, sorted(set(dir(m)) - {"__loader__", "__package__", "__spec__"}), m.__dict__["x"])
# expect: spam about spam ['__doc__', '__name__', 'x'] 1
m.__dir__ = lambda: ["b", "a"]
print(dir(m))
# expect: ['a', 'b']
class Broken(types.ModuleType): __dict__ = 8
try: dir(Broken("x"))
except TypeError as error: print(error)
# expect: <module>.__dict__ is not a dictionary
empty = types.ModuleType.__new__(types.ModuleType)
print(empty.__dict__)
# expect: {}
class NoClass:
    __slots__ = "__class__", "__dict__"
n = NoClass()
n.bar = 1
print(dir(n))
# expect: ['bar']
print("mro" in dir(int), dir(object()) == dir(Ellipsis), sorted([].__dir__()) == dir([]))
# expect: False True True
try: 1 / 0
except ZeroDivisionError as error: print(dir(error.__traceback__))
# expect: ['tb_frame', 'tb_lasti', 'tb_lineno', 'tb_next']
class N(types.SimpleNamespace): pass
n = N(a=1)
n.b = 2
print(n, n == N(a=1, b=2), vars(n))
# expect: N(a=1, b=2) True {'a': 1, 'b': 2}
