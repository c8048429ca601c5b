import sys
def g():
    try:
        raise ValueError("in gen")
    except ValueError:
        yield sys.exc_info()[0]
        yield sys.exc_info()[0]
    yield sys.exc_info()[0]
it = g()
print(next(it), sys.exc_info()[0])
try:
    raise KeyError
except KeyError:
    print(sys.exc_info()[0].__name__, next(it))
    print(sys.exc_info()[0].__name__)
print(next(it), sys.exc_info()[0])

# expect: <class 'ValueError'> None
# expect: KeyError <class 'ValueError'>
# expect: KeyError
# expect: None None
