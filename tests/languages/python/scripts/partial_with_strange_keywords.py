from _functools import partial

def capture(*arguments, **keywords):
    return arguments, keywords

p = partial(capture, 1, a=2)
print(p(3, b=4), p.func is capture, p.args, p.keywords)
p.keywords[1234] = "value"
try:
    p()
except TypeError as e:
    print(e)
p.note = "kept"
print(p.__dict__)
p.__dict__ = {"other": 1}
print(p.other)
for bad in (3,):
    try:
        p.__dict__ = bad
    except TypeError as e:
        print(e)
a = []
a.append(a)
b = []
b.append(b)
try:
    a == b
except RecursionError as e:
    print(e)
x = {}
x[1] = x
y = {}
y[1] = y
try:
    x == y
except RecursionError as e:
    print(e)

# expect: ((1, 3), {'a': 2, 'b': 4}) True (1,) {'a': 2}
# expect: keywords must be strings
# expect: {'note': 'kept'}
# expect: 1
# expect: __dict__ must be set to a dictionary, not a 'int'
# expect: maximum recursion depth exceeded in comparison
# expect: maximum recursion depth exceeded in comparison
