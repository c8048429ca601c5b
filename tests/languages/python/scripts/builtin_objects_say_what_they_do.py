# __doc__ and signatures of what is written in C++.
import inspect, math
print(len.__doc__)
# expect: Return the number of items in a container.
for f in len, sorted, "".split, str.split, [].append, list.index, math.sqrt, dict.fromkeys, int.__add__, (1).__add__, print:
    print(f.__name__, inspect.signature(f))
# expect: len (obj, /)
# expect: sorted (iterable, /, *, key=None, reverse=False)
# expect: split (sep=None, maxsplit=-1)
# expect: split (self, /, sep=None, maxsplit=-1)
# expect: append (object, /)
# expect: index (self, value, start=0, stop=9223372036854775807, /)
# expect: sqrt (x, /)
# expect: fromkeys (iterable, value=None, /)
# expect: __add__ (self, value, /)
# expect: __add__ (value, /)
# expect: print (*args, sep=' ', end='\n', file=None, flush=False)
print(iter([]).__next__.__doc__, int.real.__doc__, [].__doc__ == list.__doc__ != None, object().__doc__ != type.__doc__ != None)
# expect: Implement next(self). the real part of a complex number True True
class C:
    __slots__ = {"x": "what x is"}
print(C.x.__doc__, C.__doc__, C().__doc__, property.__doc__.split("\n")[0] != None, property(lambda self: 1).__doc__)
# expect: None None None True None
import io, contextlib
out = io.StringIO()
with contextlib.redirect_stdout(out): help(len); help([].append); help(str); help(C)
print("len(obj, /)" in out.getvalue(), "append(object, /)" in out.getvalue(), "split(self, /, sep=None" in out.getvalue(), "class C(builtins.object)" in out.getvalue())
# expect: True True True True
out = io.StringIO()
with contextlib.redirect_stdout(out):
    for thing in list, type, property, int, dict, object, bytes, math, map, ValueError, type(lambda: 1), "if", range(3): help(thing)
print(type.__module__, len(out.getvalue()) > 30000)
# expect: builtins True
