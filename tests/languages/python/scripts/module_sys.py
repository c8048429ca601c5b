# arguments: one two
import sys
print(sys.argv[1:], sys.argv[0].endswith("module_sys.py"), sys.maxsize, sys.version_info[:2], sys.version_info >= (3, 8), sys.version_info.major)
print(sys.stdout.write("written\n"), sys.byteorder, sys.platform, sys.getrecursionlimit(), sys.intern("a") == "a", sys.maxunicode)
sys.stdout.flush()
print("__main__" in sys.modules, sys.getsizeof([]) > 0, isinstance(sys.path, list), sys.exc_info())
print("to stderr", file=sys.stderr)
class W:
    def __init__(self): self.t = []
    def write(self, s): self.t.append(s)
w = W()
print("a", "b", sep="-", end="!", file=w)
old, sys.stdout = sys.stdout, w
print("captured")
sys.stdout = old
print(w.t)
print("x", end=""); print(1, 2, sep=", "); print(); print("a\tb", None, True, 1.0)
def f(): return sys._getframe().f_code.co_name, sys._getframe(1).f_code.co_name, sys._getframe().f_lineno
print(f())

# expect: ['one', 'two'] True 9223372036854775807 (3, 11) True 3
# expect: written
# expect: 8 little linux 1000 True 1114111
# expect: True True True (None, None, None)
# expect: ['a', '-', 'b', '!', 'captured', '\n']
# expect: x1, 2
# expect:
# expect: a	b None True 1.0
# expect: ('f', '<module>', 18)

# What is no exception is no reason to crash.
import threading
sys.excepthook(1, "1", 1)
print(list(sys._current_frames()) == [threading.get_ident()])
# expect: True
