def f(a, b, c=1, *, d): pass
def g(): pass
def h(a, b=1): pass
def p(a, /, b): pass
class C:
    def m(self, x): pass
tests = [lambda: f(), lambda: f(1), lambda: f(1, 2), lambda: f(1, 2, 3, 4, d=1), lambda: f(1, 2, d=1, e=2), lambda: f(1, 2, a=1, d=2),
         lambda: g(1), lambda: g(x=1), lambda: h(), lambda: h(1, 2, 3), lambda: p(a=1, b=2), lambda: C().m(), lambda: C().m(1, 2), lambda: C(1),
         lambda: len(), lambda: len(1), lambda: f(1, 2, 3, 4, 5, d=1), lambda: 5(), lambda: "a"(), lambda: f(*5), lambda: f(**5), lambda: g(**{1: 2}),
         lambda: (lambda a, b, c: 0)()]
for t in tests:
    try:
        t()
    except TypeError as e:
        print(e)

# expect: f() missing 2 required positional arguments: 'a' and 'b'
# expect: f() missing 1 required positional argument: 'b'
# expect: f() missing 1 required keyword-only argument: 'd'
# expect: f() takes from 2 to 3 positional arguments but 4 positional arguments (and 1 keyword-only argument) were given
# expect: f() got an unexpected keyword argument 'e'
# expect: f() got multiple values for argument 'a'
# expect: g() takes 0 positional arguments but 1 was given
# expect: g() got an unexpected keyword argument 'x'
# expect: h() missing 1 required positional argument: 'a'
# expect: h() takes from 1 to 2 positional arguments but 3 were given
# expect: p() got some positional-only arguments passed as keyword arguments: 'a'
# expect: C.m() missing 1 required positional argument: 'x'
# expect: C.m() takes 2 positional arguments but 3 were given
# expect: C() takes no arguments
# expect: len() takes exactly one argument (0 given)
# expect: object of type 'int' has no len()
# expect: f() takes from 2 to 3 positional arguments but 5 positional arguments (and 1 keyword-only argument) were given
# expect: 'int' object is not callable
# expect: 'str' object is not callable
# expect: __main__.f() argument after * must be an iterable, not int
# expect: __main__.f() argument after ** must be a mapping, not int
# expect: keywords must be strings
# expect: <lambda>.<locals>.<lambda>() missing 3 required positional arguments: 'a', 'b', and 'c'
