for e in (ValueError(), ValueError("a"), ValueError("a", 1), KeyError("k"), KeyError("a", "b"), OSError(2, "No such file", "f.txt"), OSError("x"), StopIteration(5), SystemExit(3), UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"), SyntaxError("msg"), ImportError("m", name="n"), AttributeError("a"), Exception("é"), RecursionError("r"), ExceptionGroup("g", [ValueError(1)])):
    print(type(e).__name__, repr(e), "|", str(e), "|", e.args)
print(OSError(2, "x").errno, OSError(2, "x", "f").filename, StopIteration(5).value, StopIteration().value, SystemExit(3).code, ImportError("m", name="n").name, FileNotFoundError.__mro__[1].__name__, KeyError.__bases__, IOError is OSError)
try:
    try:
        1 / 0
    except ZeroDivisionError as e:
        raise KeyError("k") from e
except KeyError as e:
    print(repr(e.__cause__), repr(e.__context__), e.__suppress_context__, e.__traceback__ is not None)
try:
    try:
        [][0]
    except IndexError:
        {}["x"]
except KeyError as e:
    print(repr(e.__cause__), repr(e.__context__), e.__suppress_context__)
e = ValueError("x"); e.note = 1; e.args = (1, 2); print(e, e.note, e.args, e.__dict__, e.with_traceback(None) is e); e.add_note("n1"); print(e.__notes__)
for f in (lambda: exec("raise 5"), lambda: exec("raise int"), lambda: exec("raise ValueError from 5"), lambda: exec("try:\n 1/0\nexcept 5: pass"), lambda: ValueError(x=1), lambda: setattr(ValueError(), "args", 5), lambda: setattr(ValueError(), "__cause__", 5)):
    try:
        f()
    except BaseException as err:
        print(type(err).__name__, err)
print(issubclass(ModuleNotFoundError, ImportError), isinstance(KeyError(), LookupError), ValueError.__name__, ValueError.__module__, Exception.__doc__ is not None or True, ValueError("a") == ValueError("a"), hash(e) == hash(e))

# expect: ValueError ValueError() |  | ()
# expect: ValueError ValueError('a') | a | ('a',)
# expect: ValueError ValueError('a', 1) | ('a', 1) | ('a', 1)
# expect: KeyError KeyError('k') | 'k' | ('k',)
# expect: KeyError KeyError('a', 'b') | ('a', 'b') | ('a', 'b')
# expect: FileNotFoundError FileNotFoundError(2, 'No such file') | [Errno 2] No such file: 'f.txt' | (2, 'No such file')
# expect: OSError OSError('x') | x | ('x',)
# expect: StopIteration StopIteration(5) | 5 | (5,)
# expect: SystemExit SystemExit(3) | 3 | (3,)
# expect: UnicodeDecodeError UnicodeDecodeError('utf-8', b'\xff', 0, 1, 'bad') | 'utf-8' codec can't decode byte 0xff in position 0: bad | ('utf-8', b'\xff', 0, 1, 'bad')
# expect: SyntaxError SyntaxError('msg') | msg | ('msg',)
# expect: ImportError ImportError('m') | m | ('m',)
# expect: AttributeError AttributeError('a') | a | ('a',)
# expect: Exception Exception('é') | é | ('é',)
# expect: RecursionError RecursionError('r') | r | ('r',)
# expect: ExceptionGroup ExceptionGroup('g', [ValueError(1)]) | g (1 sub-exception) | ('g', [ValueError(1)])
# expect: 2 f 5 None 3 n OSError (<class 'LookupError'>,) True
# expect: ZeroDivisionError('division by zero') ZeroDivisionError('division by zero') True True
# expect: None IndexError('list index out of range') False
# expect: (1, 2) 1 (1, 2) {'note': 1} True
# expect: ['n1']
# expect: TypeError exceptions must derive from BaseException
# expect: TypeError exceptions must derive from BaseException
# expect: TypeError exception causes must derive from BaseException
# expect: TypeError catching classes that do not inherit from BaseException is not allowed
# expect: TypeError ValueError() takes no keyword arguments
# expect: TypeError 'int' object is not iterable
# expect: TypeError exception cause must be None or derive from BaseException
# expect: True True ValueError builtins True False True
