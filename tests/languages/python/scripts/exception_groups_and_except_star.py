def f():
    try:
        raise ExceptionGroup("eg", [ValueError(1), TypeError("t"), ExceptionGroup("in", [KeyError("k"), OSError(2, "x")])])
    except* ValueError as e:
        print("V", repr(e), e.exceptions)
    except* (TypeError, KeyError) as e:
        print("T", repr(e))
    except* OSError as e:
        print("O", e, e.exceptions[0].exceptions)
    else:
        print("else")
    finally:
        print("fin")
f()
def g():
    try:
        try:
            raise ValueError("naked")
        except* ValueError as e:
            print(repr(e), e.__traceback__)
            raise
    except Exception as e:
        print(repr(e), e.__context__)
g()
def h():
    try:
        try:
            raise ExceptionGroup("a", [ValueError(1), TypeError(2), KeyError(3)])
        except* ValueError:
            raise RuntimeError("new")
        except* TypeError as e:
            raise
    except ExceptionGroup as e:
        print(repr(e)); print(repr(e.exceptions[0].__context__), e.exceptions[0].__cause__)
        print(e.split(KeyError), e.subgroup(lambda x: isinstance(x, TypeError)))
        print(e.split(RuntimeError))
h()
for i in range(3):
    try:
        if i: raise ValueError(i)
    except* ValueError:
        for j in range(2):
            if j: break
        else: print("no")
    else: print("ok", i)
for src in ["BaseExceptionGroup('a')", "ExceptionGroup(1,[ValueError()])", "ExceptionGroup('a',[])", "ExceptionGroup('a',1)", "ExceptionGroup('a',[1])", "ExceptionGroup('a',[KeyboardInterrupt()])", "BaseExceptionGroup('a',[KeyError()])", "BaseExceptionGroup('a',[KeyboardInterrupt()])", "ExceptionGroup('a',[KeyError()]).split(3)", "ExceptionGroup('a',{1:2})", "ExceptionGroup[int]"]:
    try: print(repr(eval(src)))
    except Exception as e: print(type(e).__name__, e)
try:
    try: raise ExceptionGroup('a',[KeyError()])
    except* ExceptionGroup: pass
except TypeError as e: print(e, repr(e.__context__))
try:
    try: raise ValueError
    except* 3: pass
except TypeError as e: print(e, repr(e.__context__))
class E(ExceptionGroup):
    def __new__(cls, m, es, code):
        o = super().__new__(cls, m, es); o.code = code; return o
    def derive(self, es): return E(self.message, es, self.code)
e = E("x", [ValueError(1), TypeError(2)], 42)
e.add_note("hello")
a, b = e.split(ValueError)
print(repr(a), a.code, a.__notes__, repr(b), E.__mro__)
for s in ["return", "break", "continue"]:
    try: compile("def f():\n for i in x:\n  try: pass\n  except* A:\n   "+s, "x", "exec")
    except SyntaxError as e: print(e)
import sys
def chain():
    try:
        raise ValueError("first")
    except ValueError as v:
        try: raise TypeError("t") from v
        except TypeError as t:
            return t
t=chain()
t.add_note("a note\nin two lines")
try: raise ExceptionGroup("inner", [KeyError(1), t])
except Exception as ex: inner = ex
raise ExceptionGroup("top", [inner, OSError("o")] + [ValueError(i) for i in range(16)])

# expect: V ExceptionGroup('eg', [ValueError(1)]) (ValueError(1),)
# expect: T ExceptionGroup('eg', [TypeError('t'), ExceptionGroup('in', [KeyError('k')])])
# expect: O eg (1 sub-exception) (FileNotFoundError(2, 'x'),)
# expect: fin
# expect: ExceptionGroup('', (ValueError('naked'),)) None
# expect: ExceptionGroup('', (ValueError('naked'),)) None
# expect: ExceptionGroup('', [RuntimeError('new'), ExceptionGroup('a', [TypeError(2), KeyError(3)])])
# expect: ExceptionGroup('a', [ValueError(1)]) None
# expect: (ExceptionGroup('', [ExceptionGroup('a', [KeyError(3)])]), ExceptionGroup('', [RuntimeError('new'), ExceptionGroup('a', [TypeError(2)])]))  (1 sub-exception)
# expect: (ExceptionGroup('', [RuntimeError('new')]), ExceptionGroup('', [ExceptionGroup('a', [TypeError(2), KeyError(3)])]))
# expect: ok 0
# expect: TypeError BaseExceptionGroup.__new__() takes exactly 2 arguments (1 given)
# expect: TypeError BaseExceptionGroup.__new__() argument 1 must be str, not int
# expect: ValueError second argument (exceptions) must be a non-empty sequence
# expect: TypeError second argument (exceptions) must be a sequence
# expect: ValueError Item 0 of second argument (exceptions) is not an exception
# expect: TypeError Cannot nest BaseExceptions in an ExceptionGroup
# expect: ExceptionGroup('a', [KeyError()])
# expect: BaseExceptionGroup('a', [KeyboardInterrupt()])
# expect: TypeError expected a function, exception type or tuple of exception types
# expect: TypeError second argument (exceptions) must be a sequence
# expect: ExceptionGroup[int]
# expect: catching ExceptionGroup with except* is not allowed. Use except instead. ExceptionGroup('a', [KeyError()])
# expect: catching classes that do not inherit from BaseException is not allowed ValueError()
# expect: E('x', [ValueError(1)], 42) 42 ['hello'] E('x', [TypeError(2)], 42) (<class '__main__.E'>, <class 'ExceptionGroup'>, <class 'BaseExceptionGroup'>, <class 'Exception'>, <class 'BaseException'>, <class 'object'>)
# expect: 'break', 'continue' and 'return' cannot appear in an except* block (x, line 5)
# expect: 'break', 'continue' and 'return' cannot appear in an except* block (x, line 5)
# expect: 'break', 'continue' and 'return' cannot appear in an except* block (x, line 5)
# expect error:     +------------------------------------
