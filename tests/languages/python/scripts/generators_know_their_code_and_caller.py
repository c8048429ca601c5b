import sys
def names(frame):
    found = []
    while frame and frame.f_code.co_name != "<module>":
        found.append(frame.f_code.co_name)
        frame = frame.f_back
    return found
def inner():
    try:
        print(names(sys._getframe()))
        yield
    except KeyError:
        print(names(sys._getframe()))
def outer():
    yield from inner()
    print(names(sys._getframe()))
def send(g): g.send(None)
def throw(g):
    try: g.throw(KeyError)
    except StopIteration: pass
g = outer()
send(g)
throw(g)
# expect: ['inner', 'outer', 'send']
# expect: ['inner', 'outer', 'throw']
# expect: ['outer', 'throw']
print(g.gi_code is outer.__code__, g.gi_frame)
# expect: True None
class NotOne(Exception):
    def __new__(cls): return cls
def waits():
    try: yield 1
    except TypeError as error: print(error)
    yield 2
w = waits()
next(w)
print(w.throw(NotOne), list(w))
# expect: calling <class '__main__.NotOne'> should have returned an instance of BaseException, not type
# expect: 2 []
