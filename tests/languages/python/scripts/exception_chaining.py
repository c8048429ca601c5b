def f():
    try:
        1 / 0
    except ZeroDivisionError as e:
        raise ValueError("bad") from e
try:
    f()
except ValueError as e:
    print(repr(e.__cause__), repr(e.__context__), e.__suppress_context__)
try:
    try:
        {}["x"]
    except KeyError:
        raise TypeError("t")
except TypeError as e:
    print(repr(e.__cause__), repr(e.__context__), e.__suppress_context__)
try:
    try:
        raise KeyError("a")
    except KeyError:
        raise RuntimeError("r") from None
except RuntimeError as e:
    print(e.__cause__, repr(e.__context__), e.__suppress_context__)
try:
    raise
except RuntimeError as e:
    print(e)
def g():
    try:
        raise ValueError("one")
    except ValueError:
        try:
            raise KeyError("two")
        except KeyError:
            pass
        raise
try:
    g()
except ValueError as e:
    print("reraised", e)
import sys
print(sys.exc_info())
try:
    raise ValueError
except ValueError:
    print(sys.exc_info()[0], sys.exc_info()[1].args)
for bad in (lambda: exec("raise 5"), lambda: exec("raise int"), lambda: exec("raise ValueError() from 5")):
    try:
        bad()
    except TypeError as e:
        print(e)

# expect: ZeroDivisionError('division by zero') ZeroDivisionError('division by zero') True
# expect: None KeyError('x') False
# expect: None KeyError('a') True
# expect: No active exception to reraise
# expect: reraised one
# expect: (None, None, None)
# expect: <class 'ValueError'> ()
# expect: exceptions must derive from BaseException
# expect: exceptions must derive from BaseException
# expect: exception causes must derive from BaseException
