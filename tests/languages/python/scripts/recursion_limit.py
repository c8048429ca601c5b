import sys
def f(n): return f(n + 1)
try:
    f(0)
except RecursionError as e:
    print(e)
n = 0
def g():
    global n
    n += 1
    g()
try:
    g()
except RecursionError:
    print(900 < n < 1001)
class A:
    def __getattr__(self, name): return getattr(self, name)
try:
    A().x
except RecursionError as e:
    print("RecursionError")
sys.setrecursionlimit(20000)
def depth(n): return 0 if n == 0 else 1 + depth(n - 1)
print(depth(15000), sys.getrecursionlimit())

# expect: maximum recursion depth exceeded
# expect: True
# expect: RecursionError
# expect: 15000 20000
