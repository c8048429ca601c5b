def f():
    print(v)
    v = 1
def g():
    del w
    w = 1
def h():
    x = 1
    del x
    return x
for t in (f, g, h, lambda: undefined_name):
    try:
        t()
    except NameError as e:
        print(type(e).__name__, e)
try:
    del nothing
except NameError as e:
    print(e)

# expect: UnboundLocalError cannot access local variable 'v' where it is not associated with a value
# expect: UnboundLocalError cannot access local variable 'w' where it is not associated with a value
# expect: UnboundLocalError cannot access local variable 'x' where it is not associated with a value
# expect: NameError name 'undefined_name' is not defined
# expect: name 'nothing' is not defined
