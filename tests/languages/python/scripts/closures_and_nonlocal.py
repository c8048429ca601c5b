def counter():
    n = 0
    def inc(by=1):
        nonlocal n
        n += by
        return n
    def get(): return n
    return inc, get
inc, get = counter()
inc(); inc(5)
print(get())
fs = [lambda: i for i in range(3)]
print([f() for f in fs])
fs = [lambda i=i: i for i in range(3)]
print([f() for f in fs])
def outer(x):
    def mid(y):
        def inner(z): return x + y + z
        return inner
    return mid
print(outer(1)(2)(3))
def late():
    def use(): return v
    try:
        use()
    except NameError as e:
        print(e)
    v = 5
    return use()
print(late())
x = 1
def g():
    global x
    x += 1
    return x
print(g(), x)
print(inc.__closure__[0].cell_contents, outer(1).__code__.co_freevars)

# expect: 6
# expect: [2, 2, 2]
# expect: [0, 1, 2]
# expect: 6
# expect: cannot access free variable 'v' where it is not associated with a value in enclosing scope
# expect: 5
# expect: 2 2
# expect: 6 ('x',)
