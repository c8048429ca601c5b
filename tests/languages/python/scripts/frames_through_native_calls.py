# Callers are found beyond calls that went through C++; what lies in between may be left out.
import contextlib
import logging
import sys
import warnings


def names():
    frame, found = sys._getframe(1), []
    while frame:
        found.append(frame.f_code.co_name)
        frame = frame.f_back
    return found


def generate():
    yield names()


print(next(generate()))
# expect: ['generate', '<module>']
print(sorted([1], key=lambda x: print(names()) or x))
# expect: ['<lambda>', '<module>']
# expect: [1]


class Body:
    inside = next(iter([names()]))
    through = next(generate())


print(Body.inside, Body.through)
# expect: ['Body', '<module>'] ['generate', 'Body', '<module>']


@contextlib.contextmanager
def managed():
    print(sys._getframe(2).f_code.co_name in ("use", "<module>"))
    warnings.warn("from a manager", stacklevel=3)
    yield


def use():
    with managed():
        pass


warnings.simplefilter("error")
try:
    use()
except UserWarning as warning:
    print(warning)
# expect: True
# expect: from a manager
logging.basicConfig(stream=sys.stdout, format="%(funcName)s %(message)s")
list(map(logging.warning, ["mapped"]))
# expect: <module> mapped
exec("print(names())")
# expect: ['<module>', '<module>']
try:
    print(sys._getframe(5))
except ValueError as error:
    print(error)
# expect: call stack is not deep enough
