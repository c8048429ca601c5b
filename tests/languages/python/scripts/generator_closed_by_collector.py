# A generator dropped half-way runs its finally blocks when the collector finds it dead, or at the end.
import contextlib
import gc
import sys

closed = []


def numbers(name):
    try:
        yield 1
        yield 2
    finally:
        closed.append(name)


def drop(name):
    for x in numbers(name):
        break


def deeper(depth):
    return deeper(depth - 1) if depth else 0


def collect():
    deeper(100)  # nothing of the calls before stays on the stack
    gc.collect()
    deeper(1)


for i in range(50):
    drop(i)
collect()
print(len(closed) > 40, closed == sorted(set(closed), key=closed.index))
# expect: True True


def failing():
    try:
        yield
    finally:
        raise ValueError("while closing")


def drop_failing():
    for i in range(20):
        next(failing())


reports = []
sys.unraisablehook = reports.append
drop_failing()
collect()
sys.unraisablehook = sys.__unraisablehook__
print(len(reports) > 10, reports[0].exc_value, reports[0].object.__name__)
# expect: True while closing failing


@contextlib.contextmanager
def managed():
    with contextlib.ExitStack() as stack:
        stack.callback(print, "stack closed")
        yield


def outer():
    yield from numbers("inner")


class Printed(list):
    def append(self, name):
        print("closed", name) if name == "inner" else None


closed = Printed()
kept = outer()
next(kept)
kept_at_end = managed()
kept_at_end.__enter__()
print("end")
# expect: end
# expect: closed inner
# expect: stack closed
