# What expressions left behind does not survive gc.collect(), in no frame that is known to wait for it.
import gc, sys, weakref
sys._getframe  # from here on frames know their callers
class C: pass
def collect():
    gc.collect()
def f(n):
    c = C()
    r = weakref.ref(c)
    del c
    collect()
    return r()
print([f(i) for i in range(4)])
# expect: [None, None, None, None]
def g():
    d = {}
    d["x"] = [C() for i in range(3)]
    r = weakref.ref(d["x"][1])
    for item in [1, 2]:  # the loop's iterator is still needed
        with memoryview(b"abc") as view:
            d.clear()
            collect()
            print(item, r(), view[0], len([C(), collect()]))
g()
# expect: 1 None 97 2
# expect: 2 None 97 2
def gen():
    global frame_done
    try: yield
    finally: frame_done = True
def h():
    it = gen()
    next(it)
    del it
    collect()
h()
print(frame_done)
# expect: True
