import sys
def f(a):
    return [[x / y for y in {z: 1 for z in [1, 0]}] for x in [1]]
def g():
    return {k: [v.foo for v in (1,)] for k in "a"}
def h():
    return [i for i in 5]
def k(): return {undefined for i in range(1)}
def l(): return [i for i in [1] if i.real.foo]
def m(): return [(yield_ := j) for i in [[1]] for j in i.foo]
class A:
    try: x = [1 / 0 for _ in [1]]
    except Exception as e: sys.excepthook(type(e), e, e.__traceback__)
def n():
    out = []
    for i in range(300):
        try: out.append([1 / (i % 3) for _ in range(2)])
        except ZeroDivisionError as e:
            t = e.__traceback__
            out.append((t.tb_frame.f_code.co_name, t.tb_next.tb_frame.f_code.co_name, t.tb_next.tb_next))
    return len(out), out[0], out[299]
print(n())
for fn in (lambda: f(1)), g, h, k, l, m:
    try: fn()
    except Exception as e: sys.excepthook(type(e), e, e.__traceback__)

# expect: (300, ('n', '<listcomp>', None), [0.5, 0.5])
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/tracebacks_through_comprehensions.py", line 12, in A
# expect stderr:     try: x = [1 / 0 for _ in [1]]
# expect stderr:              ^^^^^^^^^^^^^^^^^^^^
# expect stderr:   File "{dir}/tracebacks_through_comprehensions.py", line 12, in <listcomp>
# expect stderr:     try: x = [1 / 0 for _ in [1]]
# expect stderr:               ~~^~~
# expect stderr: ZeroDivisionError: division by zero
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/tracebacks_through_comprehensions.py", line 24, in <module>
# expect stderr:     try: fn()
# expect stderr:          ^^^^
# expect stderr:   File "{dir}/tracebacks_through_comprehensions.py", line 23, in <lambda>
# expect stderr:     for fn in (lambda: f(1)), g, h, k, l, m:
# expect stderr:                        ^^^^
# expect stderr:   File "{dir}/tracebacks_through_comprehensions.py", line 3, in f
# expect stderr:     return [[x / y for y in {z: 1 for z in [1, 0]}] for x in [1]]
# expect stderr:            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
# expect stderr:   File "{dir}/tracebacks_through_comprehensions.py", line 3, in <listcomp>
# expect stderr:     return [[x / y for y in {z: 1 for z in [1, 0]}] for x in [1]]
# expect stderr:             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
# expect stderr:   File "{dir}/tracebacks_through_comprehensions.py", line 3, in <listcomp>
# expect stderr:     return [[x / y for y in {z: 1 for z in [1, 0]}] for x in [1]]
# expect stderr:              ~~^~~
# expect stderr: ZeroDivisionError: division by zero
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/tracebacks_through_comprehensions.py", line 24, in <module>
# expect stderr:     try: fn()
# expect stderr:          ^^^^
# expect stderr:   File "{dir}/tracebacks_through_comprehensions.py", line 5, in g
# expect stderr:     return {k: [v.foo for v in (1,)] for k in "a"}
# expect stderr:            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
# expect stderr:   File "{dir}/tracebacks_through_comprehensions.py", line 5, in <dictcomp>
# expect stderr:     return {k: [v.foo for v in (1,)] for k in "a"}
# expect stderr:                ^^^^^^^^^^^^^^^^^^^^^
# expect stderr:   File "{dir}/tracebacks_through_comprehensions.py", line 5, in <listcomp>
# expect stderr:     return {k: [v.foo for v in (1,)] for k in "a"}
# expect stderr:                 ^^^^^
# expect stderr: AttributeError: 'int' object has no attribute 'foo'
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/tracebacks_through_comprehensions.py", line 24, in <module>
# expect stderr:     try: fn()
# expect stderr:          ^^^^
# expect stderr:   File "{dir}/tracebacks_through_comprehensions.py", line 7, in h
# expect stderr:     return [i for i in 5]
# expect stderr:            ^^^^^^^^^^^^^^
# expect stderr: TypeError: 'int' object is not iterable
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/tracebacks_through_comprehensions.py", line 24, in <module>
# expect stderr:     try: fn()
# expect stderr:          ^^^^
# expect stderr:   File "{dir}/tracebacks_through_comprehensions.py", line 8, in k
# expect stderr:     def k(): return {undefined for i in range(1)}
# expect stderr:                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
# expect stderr:   File "{dir}/tracebacks_through_comprehensions.py", line 8, in <setcomp>
# expect stderr:     def k(): return {undefined for i in range(1)}
# expect stderr:                      ^^^^^^^^^
# expect stderr: NameError: name 'undefined' is not defined
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/tracebacks_through_comprehensions.py", line 24, in <module>
# expect stderr:     try: fn()
# expect stderr:          ^^^^
# expect stderr:   File "{dir}/tracebacks_through_comprehensions.py", line 9, in l
# expect stderr:     def l(): return [i for i in [1] if i.real.foo]
# expect stderr:                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
# expect stderr:   File "{dir}/tracebacks_through_comprehensions.py", line 9, in <listcomp>
# expect stderr:     def l(): return [i for i in [1] if i.real.foo]
# expect stderr:                                        ^^^^^^^^^^
# expect stderr: AttributeError: 'int' object has no attribute 'foo'
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/tracebacks_through_comprehensions.py", line 24, in <module>
# expect stderr:     try: fn()
# expect stderr:          ^^^^
# expect stderr:   File "{dir}/tracebacks_through_comprehensions.py", line 10, in m
# expect stderr:     def m(): return [(yield_ := j) for i in [[1]] for j in i.foo]
# expect stderr:                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
# expect stderr:   File "{dir}/tracebacks_through_comprehensions.py", line 10, in <listcomp>
# expect stderr:     def m(): return [(yield_ := j) for i in [[1]] for j in i.foo]
# expect stderr:                                                            ^^^^^
# expect stderr: AttributeError: 'list' object has no attribute 'foo'
