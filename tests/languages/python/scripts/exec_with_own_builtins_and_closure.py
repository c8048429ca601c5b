# __builtins__ in the globals decides which builtins code sees; exec gives code its closure.
for source, space in ("print(1)", {"__builtins__": {}}), ("class A: pass", {"__builtins__": {}}), ("len", {"__builtins__": 5}), ("import os", {"__builtins__": {}}):
    try: exec(source, space)
    except Exception as error: print(type(error).__name__, error)
# expect: NameError name 'print' is not defined
# expect: NameError __build_class__ not found
# expect: TypeError 'int' object is not subscriptable
# expect: ImportError __import__ not found
print(eval("f(x) + g()", {"__builtins__": {"f": abs}, "g": lambda: len("abc")}, {"x": -2}))
# expect: 5
class Default(dict):
    def __missing__(self, key): return key.upper()
print(eval("abc", {"__builtins__": Default()}))
# expect: ABC

def outer():
    b, a = 3, 2
    def inner():
        nonlocal a
        a = a * b
        return a
    return inner
f = outer()
print(f.__code__.co_freevars)
# expect: ('a', 'b')
exec(f.__code__, globals(), closure=f.__closure__)
print([cell.cell_contents for cell in f.__closure__])
# expect: [6, 3]
for closure in None, f.__closure__[:1], list(f.__closure__), (1, 2):
    try: exec(f.__code__, globals(), closure=closure)
    except TypeError as error: print(error)
try: exec("1", closure=())
except TypeError as error: print(error)
# expect: code object requires a closure of exactly length 2
# expect: code object requires a closure of exactly length 2
# expect: code object requires a closure of exactly length 2
# expect: code object requires a closure of exactly length 2
# expect: closure can only be used when source is a code object
print(hash("spam") == hash(b"spam"))
# expect: True
import warnings
warnings.simplefilter("error")
try: bool(NotImplemented)
except DeprecationWarning as error: print(error)
# expect: NotImplemented should not be used in a boolean context
try: type("a\udcdcb", (), {})
except UnicodeEncodeError as error: print(error.reason)
# expect: surrogates not allowed
