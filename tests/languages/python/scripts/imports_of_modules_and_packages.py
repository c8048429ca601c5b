import helpers
import helpers.numbers as num
from helpers import double, CONSTANT
from helpers.inner import deep
from helpers.numbers import *
import helpers.inner.deep
import sys, math as m
print(double(4), num.triple(2), CONSTANT, deep.value, triple(5), helpers.inner.deep.value)
print("hidden" in globals(), helpers.__name__, num.__name__, helpers.inner.__package__, "helpers.numbers" in sys.modules)
print(m.pi, m.sqrt(16), sys.modules["helpers"] is helpers, __name__)
for bad in ("import nothing_here", "from helpers import missing", "import helpers.missing", "import math.x", "from . import q", "import helpers.circular_a", "from helpers.numbers import missing"):
    try:
        exec(bad)
    except ImportError as e:
        print(type(e).__name__, str(e).split(" (")[0])
try:
    import helpers.broken
except SyntaxError as e:
    print("SyntaxError", e.lineno, e.msg)
try:
    num.fail()
except ValueError as e:
    print(e, e.__traceback__.tb_lineno, e.__traceback__.tb_next.tb_frame.f_code.co_name)
def f():
    import helpers as h
    return h.CONSTANT
print(f())

# expect: importing helpers
# expect: 8 6 42 127 15 127
# expect: False helpers helpers.numbers helpers.inner True
# expect: 3.141592653589793 4.0 True __main__
# expect: ModuleNotFoundError No module named 'nothing_here'
# expect: ImportError cannot import name 'missing' from 'helpers'
# expect: ModuleNotFoundError No module named 'helpers.missing'
# expect: ModuleNotFoundError No module named 'math.x'; 'math' is not a package
# expect: ImportError attempted relative import with no known parent package
# expect: ImportError cannot import name 'name' from partially initialized module 'helpers.circular_a'
# expect: ImportError cannot import name 'missing' from 'helpers.numbers'
# expect: SyntaxError 1 invalid syntax
# expect: from helpers 21 fail
# expect: 42
