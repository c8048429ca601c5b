def f():
    from math import *

# expect error: SyntaxError: import * only allowed at module level
