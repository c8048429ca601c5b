# names that were almost right, and where generators and errors show more of themselves
import sys
def report(f):
    try: f()
    except Exception as e: sys.excepthook(type(e), e, e.__traceback__)
def func():
    blech = 1
    return bluch
class A:
    def __init__(self): self.blech = 1
class Failing:
    bluch = 1
    def __dir__(self): raise AttributeError("oh no")
report(func)
report(lambda: A().bluch)
report(lambda: sys.stdotu)
report(lambda: pritn(1))
report(lambda: [].appendd)
report(lambda: Failing().blich)
report(lambda: A().entirely_different)
def with_context():
    try: raise ValueError
    except ValueError: A().other
report(with_context)
def deep():
    class Foo: pass
    Foo.__repr__ = Foo.__str__
    repr(Foo())
try: deep()
except RecursionError as e: print(type(e).__name__)
def t():
    exec("x = 7\ndef f():\n  x = 1\n  def g():\n    global x\n    return x\n  return g()\nprint(f(), x)")
t()
for bad in ["[j for i in range(5) if (j := 0) for j in range(5)]", "'Ṕýţĥòñ' +", "é é"]:
    try: compile(bad, "b", "exec")
    except SyntaxError as e: print(e.msg, e.offset, e.end_offset)
try:
    try: raise ValueError
    except (ValueError, 42): pass
except TypeError as e: print(e)
for details in [("a", 1, 2), ("a", 1, 2, "t", 1), ("a", 1, 2, 3, 4, 5, 6)]:
    try: SyntaxError("bad", details)
    except TypeError as e: print("TypeError")
e = ValueError(); e.__notes__ = 42
try: e.add_note("x")
except TypeError as x: print(x)
class Doc:
    @classmethod
    @property
    def __doc__(cls): return "doc of " + cls.__name__
print(Doc.__doc__)
def gen():
    local = 5
    try: yield sys._getframe().f_code.co_name
    finally: print("closed")
g = gen()
print(next(g), g.gi_frame.f_locals, g.gi_frame.f_lineno, g.gi_frame.f_back)
g.gi_frame.clear()
print(g.gi_frame, list(g))
def running():
    try: me.gi_frame.clear()
    except RuntimeError as e: yield e
me = running()
print(next(me))
class M(type):
    def mro(cls): return [cls, dict, object]
try:
    class X(metaclass=M): pass
except TypeError as e: print(e)

# expect: RecursionError
# expect: 7 7
# expect: comprehension inner loop cannot rebind assignment expression target 'j' 38 39
# expect: invalid syntax 11 11
# expect: invalid syntax 3 4
# expect: catching classes that do not inherit from BaseException is not allowed
# expect: TypeError
# expect: TypeError
# expect: TypeError
# expect: Cannot add note: __notes__ is not a list
# expect: doc of Doc
# expect: gen {'local': 5} 54 None
# expect: closed
# expect: None []
# expect: cannot clear an executing frame
# expect: mro() returned base with unsuitable layout ('dict')
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/suggestions_and_reports.py", line 4, in report
# expect stderr:     try: f()
# expect stderr:          ^^^
# expect stderr:   File "{dir}/suggestions_and_reports.py", line 8, in func
# expect stderr:     return bluch
# expect stderr:            ^^^^^
# expect stderr: NameError: name 'bluch' is not defined. Did you mean: 'blech'?
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/suggestions_and_reports.py", line 4, in report
# expect stderr:     try: f()
# expect stderr:          ^^^
# expect stderr:   File "{dir}/suggestions_and_reports.py", line 15, in <lambda>
# expect stderr:     report(lambda: A().bluch)
# expect stderr:                    ^^^^^^^^^
# expect stderr: AttributeError: 'A' object has no attribute 'bluch'. Did you mean: 'blech'?
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/suggestions_and_reports.py", line 4, in report
# expect stderr:     try: f()
# expect stderr:          ^^^
# expect stderr:   File "{dir}/suggestions_and_reports.py", line 16, in <lambda>
# expect stderr:     report(lambda: sys.stdotu)
# expect stderr:                    ^^^^^^^^^^
# expect stderr: AttributeError: module 'sys' has no attribute 'stdotu'. Did you mean: 'stdout'?
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/suggestions_and_reports.py", line 4, in report
# expect stderr:     try: f()
# expect stderr:          ^^^
# expect stderr:   File "{dir}/suggestions_and_reports.py", line 17, in <lambda>
# expect stderr:     report(lambda: pritn(1))
# expect stderr:                    ^^^^^
# expect stderr: NameError: name 'pritn' is not defined. Did you mean: 'print'?
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/suggestions_and_reports.py", line 4, in report
# expect stderr:     try: f()
# expect stderr:          ^^^
# expect stderr:   File "{dir}/suggestions_and_reports.py", line 18, in <lambda>
# expect stderr:     report(lambda: [].appendd)
# expect stderr:                    ^^^^^^^^^^
# expect stderr: AttributeError: 'list' object has no attribute 'appendd'. Did you mean: 'append'?
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/suggestions_and_reports.py", line 4, in report
# expect stderr:     try: f()
# expect stderr:          ^^^
# expect stderr:   File "{dir}/suggestions_and_reports.py", line 19, in <lambda>
# expect stderr:     report(lambda: Failing().blich)
# expect stderr:                    ^^^^^^^^^^^^^^^
# expect stderr: AttributeError: 'Failing' object has no attribute 'blich'
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/suggestions_and_reports.py", line 4, in report
# expect stderr:     try: f()
# expect stderr:          ^^^
# expect stderr:   File "{dir}/suggestions_and_reports.py", line 20, in <lambda>
# expect stderr:     report(lambda: A().entirely_different)
# expect stderr:                    ^^^^^^^^^^^^^^^^^^^^^^
# expect stderr: AttributeError: 'A' object has no attribute 'entirely_different'
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/suggestions_and_reports.py", line 22, in with_context
# expect stderr:     try: raise ValueError
# expect stderr:          ^^^^^^^^^^^^^^^^
# expect stderr: ValueError
# expect stderr:
# expect stderr: During handling of the above exception, another exception occurred:
# expect stderr:
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "{dir}/suggestions_and_reports.py", line 4, in report
# expect stderr:     try: f()
# expect stderr:          ^^^
# expect stderr:   File "{dir}/suggestions_and_reports.py", line 23, in with_context
# expect stderr:     except ValueError: A().other
# expect stderr:                        ^^^^^^^^^
# expect stderr: AttributeError: 'A' object has no attribute 'other'
