import sys
def inner(x):
    return x["a"] + 1 / (x["b"] - 1)
def middle(x):
    y = inner(x)
    return y
class C:
    def method(self):
        return middle({"a": 1, "b": 1})
def show():
    try:
        C().method()
    except ZeroDivisionError as e:
        sys.excepthook(type(e), e, e.__traceback__)
sys.stderr = sys.stdout
show()
try:
    try:
        middle({})
    except KeyError:
        undefined_name
except NameError as e:
    sys.excepthook(type(e), e, e.__traceback__)
def chain():
    try:
        [1, 2, 3][10]
    except IndexError as e:
        raise RuntimeError("wrapped") from e
try:
    chain()
except RuntimeError as e:
    sys.excepthook(type(e), e, e.__traceback__)
def deep(n):
    if n == 0:
        (1).missing.attribute
    deep(n - 1)
try:
    deep(8)
except AttributeError as e:
    sys.excepthook(type(e), e, e.__traceback__)
x = 5
try:
    print(x.foo(1, 2) + x[0])
except AttributeError as e:
    sys.excepthook(type(e), e, e.__traceback__)
try:
    value = x * 2 + \
        (x @ 3)
except TypeError as e:
    sys.excepthook(type(e), e, e.__traceback__)

# expect: Traceback (most recent call last):
# expect:   File "{dir}/uncaught_exception_prints_a_traceback.py", line 12, in show
# expect:     C().method()
# expect:   File "{dir}/uncaught_exception_prints_a_traceback.py", line 9, in method
# expect:     return middle({"a": 1, "b": 1})
# expect:            ^^^^^^^^^^^^^^^^^^^^^^^^
# expect:   File "{dir}/uncaught_exception_prints_a_traceback.py", line 5, in middle
# expect:     y = inner(x)
# expect:         ^^^^^^^^
# expect:   File "{dir}/uncaught_exception_prints_a_traceback.py", line 3, in inner
# expect:     return x["a"] + 1 / (x["b"] - 1)
# expect:                     ~~^~~~~~~~~~~~~~
# expect: ZeroDivisionError: division by zero
# expect: Traceback (most recent call last):
# expect:   File "{dir}/uncaught_exception_prints_a_traceback.py", line 19, in <module>
# expect:     middle({})
# expect:   File "{dir}/uncaught_exception_prints_a_traceback.py", line 5, in middle
# expect:     y = inner(x)
# expect:         ^^^^^^^^
# expect:   File "{dir}/uncaught_exception_prints_a_traceback.py", line 3, in inner
# expect:     return x["a"] + 1 / (x["b"] - 1)
# expect:            ~^^^^^
# expect: KeyError: 'a'
# expect:
# expect: During handling of the above exception, another exception occurred:
# expect:
# expect: Traceback (most recent call last):
# expect:   File "{dir}/uncaught_exception_prints_a_traceback.py", line 21, in <module>
# expect:     undefined_name
# expect: NameError: name 'undefined_name' is not defined
# expect: Traceback (most recent call last):
# expect:   File "{dir}/uncaught_exception_prints_a_traceback.py", line 26, in chain
# expect:     [1, 2, 3][10]
# expect:     ~~~~~~~~~^^^^
# expect: IndexError: list index out of range
# expect:
# expect: The above exception was the direct cause of the following exception:
# expect:
# expect: Traceback (most recent call last):
# expect:   File "{dir}/uncaught_exception_prints_a_traceback.py", line 30, in <module>
# expect:     chain()
# expect:   File "{dir}/uncaught_exception_prints_a_traceback.py", line 28, in chain
# expect:     raise RuntimeError("wrapped") from e
# expect: RuntimeError: wrapped
# expect: Traceback (most recent call last):
# expect:   File "{dir}/uncaught_exception_prints_a_traceback.py", line 38, in <module>
# expect:     deep(8)
# expect:   File "{dir}/uncaught_exception_prints_a_traceback.py", line 36, in deep
# expect:     deep(n - 1)
# expect:   File "{dir}/uncaught_exception_prints_a_traceback.py", line 36, in deep
# expect:     deep(n - 1)
# expect:   File "{dir}/uncaught_exception_prints_a_traceback.py", line 36, in deep
# expect:     deep(n - 1)
# expect:   [Previous line repeated 5 more times]
# expect:   File "{dir}/uncaught_exception_prints_a_traceback.py", line 35, in deep
# expect:     (1).missing.attribute
# expect:     ^^^^^^^^^^^
# expect: AttributeError: 'int' object has no attribute 'missing'
# expect: Traceback (most recent call last):
# expect:   File "{dir}/uncaught_exception_prints_a_traceback.py", line 43, in <module>
# expect:     print(x.foo(1, 2) + x[0])
# expect:           ^^^^^
# expect: AttributeError: 'int' object has no attribute 'foo'
# expect: Traceback (most recent call last):
# expect:   File "{dir}/uncaught_exception_prints_a_traceback.py", line 48, in <module>
# expect:     (x @ 3)
# expect:      ~~^~~
# expect: TypeError: unsupported operand type(s) for @: 'int' and 'int'
