class MyError(Exception):
    def __init__(self, code, msg):
        super().__init__(msg)
        self.code = code
class Sub(MyError): pass
try:
    raise Sub(3, "bad")
except MyError as e:
    print(e.code, e, e.args, repr(e), type(e).__name__, isinstance(e, Exception))
for make in (lambda: [][1], lambda: {}["k"], lambda: int("x"), lambda: None.x, lambda: 1 + "a", lambda: "a" + 1, lambda: [1][("a")], lambda: (1, 2)[5], lambda: iter(5), lambda: next(iter([])), lambda: float("q"), lambda: {}[[]], lambda: "abc"[10], lambda: int("12", 1)):
    try:
        make()
    except Exception as e:
        print(type(e).__name__, "|", e)
print(issubclass(KeyError, LookupError), issubclass(OSError, Exception), IOError is OSError, issubclass(BaseException, Exception))
e = ValueError(1, 2)
print(e.args, str(e), repr(e), str(ValueError()), str(KeyError("k")))

# expect: 3 bad ('bad',) Sub('bad') Sub True
# expect: IndexError | list index out of range
# expect: KeyError | 'k'
# expect: ValueError | invalid literal for int() with base 10: 'x'
# expect: AttributeError | 'NoneType' object has no attribute 'x'
# expect: TypeError | unsupported operand type(s) for +: 'int' and 'str'
# expect: TypeError | can only concatenate str (not "int") to str
# expect: TypeError | list indices must be integers or slices, not str
# expect: IndexError | tuple index out of range
# expect: TypeError | 'int' object is not iterable
# expect: StopIteration | 
# expect: ValueError | could not convert string to float: 'q'
# expect: TypeError | unhashable type: 'list'
# expect: IndexError | string index out of range
# expect: ValueError | int() base must be >= 2 and <= 36, or 0
# expect: True True True False
# expect: (1, 2) (1, 2) ValueError(1, 2)  'k'
