def f(a, b=2): return a + b
def g(a, b=2): return a * b * 100
def outer():
    x = 5
    def inner(): return x
    return inner
def run(n):
    total = 0
    for i in range(n):
        total += f(i)
        if i == n // 2: f.__code__, g.__code__ = g.__code__, f.__code__
    return total
for _ in range(3): print(run(2000), f(1), g(1), f.__name__)
class A:
    def m(self): return 1
    def k(self): return 2
def methods(n):
    a = A(); total = 0
    for i in range(n):
        total += a.m()
        if i % 700 == 0: A.m.__code__, A.k.__code__ = A.k.__code__, A.m.__code__
    return total
print(methods(2000), methods(2000))
try: f.__code__ = outer().__code__
except ValueError as e: print(e)
try: f.__code__ = 5
except TypeError as e: print(e)
inner = outer()
def other():
    y = 1
    def inner2(): return y * 7
    return inner2
inner.__code__ = other().__code__
print(inner())
def gen(): yield 1
f.__code__ = gen.__code__
print(list(f()))

# expect: 300202502 200 3 f
# expect: 101600498 3 200 f
# expect: 300202502 200 3 f
# expect: 3299 2701
# expect: f() requires a code object with 0 free vars, not 1
# expect: __code__ must be set to a code object
# expect: 35
# expect: [1]
