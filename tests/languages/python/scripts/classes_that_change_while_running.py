class A:
    k = 1
    def f(self): return self.k
def loop(o, n):
    t = 0
    for i in range(n): t += o.f()
    return t
a = A()
print(loop(a, 300))
A.k = 2
print(loop(a, 300))
a.k = 3
print(loop(a, 300))
A.f = lambda self: 10
print(loop(a, 300))
a.f = lambda: 100
print(loop(a, 300))
class B(A):
    def f(self): return 7
a.__class__ = B
del a.f
print(loop(a, 300))
x = 1
def glob(n):
    global x
    t = 0
    for i in range(n):
        t += x
        if i == 150: x = 5
    return t
print(glob(300))
def swap(n):
    t = 0
    for i in range(n):
        t += helper(i)
        if i == 100:
            globals()["helper"] = lambda i: -i
    return t
def helper(i): return i
print(swap(300))
import math
def builtin_shadow(n):
    t = 0
    for i in range(n):
        t += abs(-i)
        if i == 200: globals()["abs"] = lambda v: 0
    return t
print(builtin_shadow(300))
del abs
print(abs(-3))

# expect: 300
# expect: 600
# expect: 900
# expect: 3000
# expect: 30000
# expect: 2100
# expect: 896
# expect: -34750
# expect: 20100
# expect: 3
