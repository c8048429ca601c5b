def f(n):
    try:
        print("try", n)
        if n == 1: raise ValueError("v")
        if n == 2: raise KeyError("k")
        if n == 3: return "returned"
    except ValueError as e:
        print("except", e)
        return "handled"
    except (KeyError, IndexError) as e:
        print("except2", repr(e))
    else:
        print("else")
    finally:
        print("finally")
    return "end"
for i in range(4): print(f(i))
def g():
    for i in range(3):
        try:
            if i == 1: continue
            if i == 2: break
        finally:
            print("f", i)
    return i
print(g())
def h():
    try:
        return 1
    finally:
        return 2
print(h())
try:
    try:
        raise ValueError("inner")
    finally:
        print("cleanup")
except ValueError as e:
    print("outer", e)
try:
    e
except NameError as err:
    print(err)

# expect: try 0
# expect: else
# expect: finally
# expect: end
# expect: try 1
# expect: except v
# expect: finally
# expect: handled
# expect: try 2
# expect: except2 KeyError('k')
# expect: finally
# expect: end
# expect: try 3
# expect: finally
# expect: returned
# expect: f 0
# expect: f 1
# expect: f 2
# expect: 2
# expect: 2
# expect: cleanup
# expect: outer inner
# expect: name 'e' is not defined
