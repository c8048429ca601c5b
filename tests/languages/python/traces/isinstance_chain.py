class A: pass
class B(A): pass

def loop(n):
    b = B()
    s = 0
    for i in range(n):
        if isinstance(b, str):
            s += 1
        elif isinstance(b, A):
            s += 2
    return s


loop(20000)
