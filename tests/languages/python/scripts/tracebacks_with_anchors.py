# what is printed for errors: entries, source lines, carets and their anchors
import sys
def attribute(): return one.b.c(1, 2)[3]
def subscripts(): return {"a": {"b": None}}["a"]["b"]["c"]["d"]
def spaces_inside(): return (one.x)  [ 3 ]
def tuple_index(): return one.x[(1), (2)]
def division(): return (1 + 2) * (3 / zero) - 3
def many_lines():
    return (1
            + "a")
def keyword_missing():
    return max(1,
               key=5)
def asserted(): assert 1 == 2, "message"
def bare(): raise
def chained():
    try: division()
    except ZeroDivisionError as e:
        raise KeyError("k") from e
def while_handling():
    try: division()
    except ZeroDivisionError: int("x")
def wide(): return "é" * 3 + zero, "日本" + 5
def comparison(): return 1 < "a"
def store(): one.x[5] = \
    4
def unpack():
    for a, b in [(1, 2, 3)]: pass
def augmented():
    x = 1; x += "a"
def called(): return zero(1)(2)
def generator():
    yield 1
    raise RuntimeError("in a generator")
def loop():
    for _ in generator(): pass
def recursive(n): return recursive(n - 1) if n else 1 / zero
def deep(): return recursive(10)
def text(): return eval("1 +\n 2 / 0")
def syntax(): return eval("1 + ")
def syntax_2(): return compile("x = (1\ny = 3\n", "other", "exec")
def noted():
    e = ValueError("with notes"); e.add_note("note 1"); e.add_note("note 2\n  more")
    raise e
def grouped():
    raise ExceptionGroup("group", [ValueError(1), TypeError("t")])
class one: x = [1]
zero = 0
for f in [attribute, subscripts, spaces_inside, tuple_index, division, many_lines, keyword_missing, asserted, bare, chained, while_handling, wide,
          comparison, store, unpack, augmented, called, loop, deep, text, syntax, syntax_2, noted, grouped]:
    try: f()
    except Exception as e:
        sys.excepthook(type(e), e, e.__traceback__)

# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 51, in <module>
# expect stderr:     try: f()
# expect stderr:          ^^^
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 3, in attribute
# expect stderr:     def attribute(): return one.b.c(1, 2)[3]
# expect stderr:                             ^^^^^
# expect stderr: AttributeError: type object 'one' has no attribute 'b'
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 51, in <module>
# expect stderr:     try: f()
# expect stderr:          ^^^
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 4, in subscripts
# expect stderr:     def subscripts(): return {"a": {"b": None}}["a"]["b"]["c"]["d"]
# expect stderr:                              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~^^^^^
# expect stderr: TypeError: 'NoneType' object is not subscriptable
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 51, in <module>
# expect stderr:     try: f()
# expect stderr:          ^^^
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 5, in spaces_inside
# expect stderr:     def spaces_inside(): return (one.x)  [ 3 ]
# expect stderr:                                 ~~~~~~^^^^^^^~
# expect stderr: IndexError: list index out of range
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 51, in <module>
# expect stderr:     try: f()
# expect stderr:          ^^^
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 6, in tuple_index
# expect stderr:     def tuple_index(): return one.x[(1), (2)]
# expect stderr:                               ~~~~~^^^^^^^^^^
# expect stderr: TypeError: list indices must be integers or slices, not tuple
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 51, in <module>
# expect stderr:     try: f()
# expect stderr:          ^^^
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 7, in division
# expect stderr:     def division(): return (1 + 2) * (3 / zero) - 3
# expect stderr:                                       ~~^~~~~~
# expect stderr: ZeroDivisionError: division by zero
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 51, in <module>
# expect stderr:     try: f()
# expect stderr:          ^^^
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 9, in many_lines
# expect stderr:     return (1
# expect stderr:             ^
# expect stderr: TypeError: unsupported operand type(s) for +: 'int' and 'str'
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 51, in <module>
# expect stderr:     try: f()
# expect stderr:          ^^^
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 12, in keyword_missing
# expect stderr:     return max(1,
# expect stderr:            ^^^^^^
# expect stderr: TypeError: 'int' object is not iterable
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 51, in <module>
# expect stderr:     try: f()
# expect stderr:          ^^^
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 14, in asserted
# expect stderr:     def asserted(): assert 1 == 2, "message"
# expect stderr:                            ^^^^^^
# expect stderr: AssertionError: message
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 51, in <module>
# expect stderr:     try: f()
# expect stderr:          ^^^
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 15, in bare
# expect stderr:     def bare(): raise
# expect stderr:                 ^^^^^
# expect stderr: RuntimeError: No active exception to reraise
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 17, in chained
# expect stderr:     try: division()
# expect stderr:          ^^^^^^^^^^
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 7, in division
# expect stderr:     def division(): return (1 + 2) * (3 / zero) - 3
# expect stderr:                                       ~~^~~~~~
# expect stderr: ZeroDivisionError: division by zero
# expect stderr:
# expect stderr: The above exception was the direct cause of the following exception:
# expect stderr:
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 51, in <module>
# expect stderr:     try: f()
# expect stderr:          ^^^
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 19, in chained
# expect stderr:     raise KeyError("k") from e
# expect stderr: KeyError: 'k'
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 21, in while_handling
# expect stderr:     try: division()
# expect stderr:          ^^^^^^^^^^
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 7, in division
# expect stderr:     def division(): return (1 + 2) * (3 / zero) - 3
# expect stderr:                                       ~~^~~~~~
# expect stderr: ZeroDivisionError: division by zero
# expect stderr:
# expect stderr: During handling of the above exception, another exception occurred:
# expect stderr:
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 51, in <module>
# expect stderr:     try: f()
# expect stderr:          ^^^
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 22, in while_handling
# expect stderr:     except ZeroDivisionError: int("x")
# expect stderr:                               ^^^^^^^^
# expect stderr: ValueError: invalid literal for int() with base 10: 'x'
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 51, in <module>
# expect stderr:     try: f()
# expect stderr:          ^^^
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 23, in wide
# expect stderr:     def wide(): return "é" * 3 + zero, "日本" + 5
# expect stderr:                        ~~~~~~~~^~~~~~
# expect stderr: TypeError: can only concatenate str (not "int") to str
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 51, in <module>
# expect stderr:     try: f()
# expect stderr:          ^^^
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 24, in comparison
# expect stderr:     def comparison(): return 1 < "a"
# expect stderr:                              ^^^^^^^
# expect stderr: TypeError: '<' not supported between instances of 'int' and 'str'
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 51, in <module>
# expect stderr:     try: f()
# expect stderr:          ^^^
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 25, in store
# expect stderr:     def store(): one.x[5] = \
# expect stderr:                  ~~~~~^^^
# expect stderr: IndexError: list assignment index out of range
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 51, in <module>
# expect stderr:     try: f()
# expect stderr:          ^^^
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 28, in unpack
# expect stderr:     for a, b in [(1, 2, 3)]: pass
# expect stderr:         ^^^^
# expect stderr: ValueError: too many values to unpack (expected 2)
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 51, in <module>
# expect stderr:     try: f()
# expect stderr:          ^^^
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 30, in augmented
# expect stderr:     x = 1; x += "a"
# expect stderr:            ^^^^^^^^
# expect stderr: TypeError: unsupported operand type(s) for +=: 'int' and 'str'
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 51, in <module>
# expect stderr:     try: f()
# expect stderr:          ^^^
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 31, in called
# expect stderr:     def called(): return zero(1)(2)
# expect stderr:                          ^^^^^^^
# expect stderr: TypeError: 'int' object is not callable
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 51, in <module>
# expect stderr:     try: f()
# expect stderr:          ^^^
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 36, in loop
# expect stderr:     for _ in generator(): pass
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 34, in generator
# expect stderr:     raise RuntimeError("in a generator")
# expect stderr: RuntimeError: in a generator
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 51, in <module>
# expect stderr:     try: f()
# expect stderr:          ^^^
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 38, in deep
# expect stderr:     def deep(): return recursive(10)
# expect stderr:                        ^^^^^^^^^^^^^
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 37, in recursive
# expect stderr:     def recursive(n): return recursive(n - 1) if n else 1 / zero
# expect stderr:                              ^^^^^^^^^^^^^^^^
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 37, in recursive
# expect stderr:     def recursive(n): return recursive(n - 1) if n else 1 / zero
# expect stderr:                              ^^^^^^^^^^^^^^^^
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 37, in recursive
# expect stderr:     def recursive(n): return recursive(n - 1) if n else 1 / zero
# expect stderr:                              ^^^^^^^^^^^^^^^^
# expect stderr:   [Previous line repeated 8 more times]
# expect stderr: ZeroDivisionError: division by zero
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 51, in <module>
# expect stderr:     try: f()
# expect stderr:          ^^^
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 39, in text
# expect stderr:     def text(): return eval("1 +\n 2 / 0")
# expect stderr:                        ^^^^^^^^^^^^^^^^^^^
# expect stderr:   File "<string>", line 1
# expect stderr:     1 +
# expect stderr:        ^
# expect stderr: SyntaxError: invalid syntax
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 51, in <module>
# expect stderr:     try: f()
# expect stderr:          ^^^
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 40, in syntax
# expect stderr:     def syntax(): return eval("1 + ")
# expect stderr:                          ^^^^^^^^^^^^
# expect stderr:   File "<string>", line 1
# expect stderr:     1 + 
# expect stderr: SyntaxError: invalid syntax
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 51, in <module>
# expect stderr:     try: f()
# expect stderr:          ^^^
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 41, in syntax_2
# expect stderr:     def syntax_2(): return compile("x = (1\ny = 3\n", "other", "exec")
# expect stderr:                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
# expect stderr:   File "other", line 1
# expect stderr:     x = (1
# expect stderr:         ^
# expect stderr: SyntaxError: '(' was never closed
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 51, in <module>
# expect stderr:     try: f()
# expect stderr:          ^^^
# expect stderr:   File "{dir}/tracebacks_with_anchors.py", line 44, in noted
# expect stderr:     raise e
# expect stderr: ValueError: with notes
# expect stderr: note 1
# expect stderr: note 2
# expect stderr:   more
# expect stderr:   + Exception Group Traceback (most recent call last):
# expect stderr:   |   File "{dir}/tracebacks_with_anchors.py", line 51, in <module>
# expect stderr:   |     try: f()
# expect stderr:   |          ^^^
# expect stderr:   |   File "{dir}/tracebacks_with_anchors.py", line 46, in grouped
# expect stderr:   |     raise ExceptionGroup("group", [ValueError(1), TypeError("t")])
# expect stderr:   | ExceptionGroup: group (2 sub-exceptions)
# expect stderr:   +-+---------------- 1 ----------------
# expect stderr:     | ValueError: 1
# expect stderr:     +---------------- 2 ----------------
# expect stderr:     | TypeError: t
# expect stderr:     +------------------------------------
