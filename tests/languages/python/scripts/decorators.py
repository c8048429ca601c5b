def twice(f):
    def wrapper(*a, **k):
        return f(*a, **k), f(*a, **k)
    return wrapper
def tag(t):
    def deco(f):
        f.tag = t
        return f
    return deco
@twice
@tag("x")
def add(a, b=1): return a + b
print(add(1), add(1, b=5))
@tag("cls")
class C: pass
print(C.tag)
def memo(f):
    cache = {}
    def g(n):
        if n not in cache: cache[n] = f(n)
        return cache[n]
    return g
@memo
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(80))

# expect: (2, 2) (6, 6)
# expect: cls
# expect: 23416728348467685
