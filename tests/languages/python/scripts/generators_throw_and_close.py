def g():
    try:
        while True:
            try:
                x = yield 1
                print("recv", x)
            except ValueError as e:
                print("caught", e)
                yield "recovered"
    finally:
        print("closing")
it = g()
next(it)
print(it.throw(ValueError("v")))
print(next(it), it.send(5))
it.close()
it.close()
try:
    next(it)
except StopIteration:
    print("done")
def h():
    yield 1
it = h()
next(it)
try:
    it.throw(KeyError("k"))
except KeyError as e:
    print("propagated", e)
def bad():
    try:
        yield 1
    except GeneratorExit:
        yield 2
it = bad()
next(it)
try:
    it.close()
except RuntimeError as e:
    print(e)
def stop():
    yield 1
    raise StopIteration("x")
it = stop()
next(it)
try:
    next(it)
except RuntimeError as e:
    print(e, repr(e.__cause__))
def me():
    yield next(selfref)
selfref = me()
try:
    next(selfref)
except ValueError as e:
    print(e)

# expect: caught v
# expect: recovered
# expect: recv 5
# expect: 1 1
# expect: closing
# expect: done
# expect: propagated 'k'
# expect: generator ignored GeneratorExit
# expect: generator raised StopIteration StopIteration('x')
# expect: generator already executing
