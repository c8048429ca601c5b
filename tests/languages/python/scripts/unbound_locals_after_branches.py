def branch(flag):
    if flag: v = 1
    return v


def loop(items):
    for i in items: pass
    return i


def removed():
    x = 1
    del x
    return x


def handler():
    try: 1 / 0
    except ZeroDivisionError as e: pass
    return e


def cell():
    x = 1
    def inner(): return x
    del x
    return inner()


def conditional(flag):
    while flag:
        y = 1
        break
    else: flag = y
    return y


for f, a in [(branch, [1]), (branch, [0]), (loop, [[]]), (loop, ['ab']), (removed, []), (handler, []), (cell, []), (conditional, [1]), (conditional, [0])]:
    try: print(f(*a))
    except NameError as e: print(type(e).__name__, e)

# expect: 1
# expect: UnboundLocalError cannot access local variable 'v' where it is not associated with a value
# expect: UnboundLocalError cannot access local variable 'i' where it is not associated with a value
# expect: b
# expect: UnboundLocalError cannot access local variable 'x' where it is not associated with a value
# expect: UnboundLocalError cannot access local variable 'e' where it is not associated with a value
# expect: NameError cannot access free variable 'x' where it is not associated with a value in enclosing scope
# expect: 1
# expect: UnboundLocalError cannot access local variable 'y' where it is not associated with a value
