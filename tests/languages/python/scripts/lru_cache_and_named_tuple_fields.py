from _functools import _lru_cache_wrapper, cmp_to_key
from _collections import _tuplegetter

class Info(tuple):
    def __new__(cls, *fields):
        return tuple.__new__(cls, fields)

def cached(size, typed=False):
    return lambda f: _lru_cache_wrapper(f, size, typed, Info)

@cached(None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)

@cached(5)
def square(n):
    misses.append(n)
    return n * n

@cached(None, True)
def kind(x):
    return type(x).__name__

@cached(3)
def pair(a, b=0, *, c=0):
    return a, b, c

class Holder:
    def __init__(self, n):
        self.n = n
    @cached(None)
    def times(self, k):
        return self.n * k

misses = []
print(fib(100), fib.cache_info()[:2])
total = 0
for i in range(200):
    total += square(i % 4) + square(i % 7)
print(total, len(misses), square.cache_info())
print(kind(1), kind(1.0), kind(True), kind("a"), kind.cache_info()[1])
print(pair(1), pair(1, 0), pair(1, b=0), pair(1, c=2), pair.cache_info())
h = Holder(3)
print([h.times(k % 3) for k in range(9)], Holder.times.cache_info())
square.cache_clear()
print(square.cache_info(), type(square).__name__)
try:
    fib([])
except TypeError as e:
    print(e)

class Point(tuple):
    x = _tuplegetter(0, "the x")
    y = _tuplegetter(1, "the y")
p = Point((3, 4))
s = 0
for i in range(300):
    q = Point((i, 1))
    s += q.x * 2 + q.y + p.x
print(s, p.x, p.y, Point.x.__doc__)
try:
    p.x = 3
except AttributeError as e:
    print(e)
try:
    Point((1,)).y
except IndexError as e:
    print(e)
print(sorted([(1, 2), (0, 5), (1, 1)], key=cmp_to_key(lambda a, b: a[0] - b[0] or b[1] - a[1])))

# expect: 354224848179261915075 (98, 101)
# expect: 3262 186 (214, 186, 5, 5)
# expect: int float bool str 4
# expect: (1, 0, 0) (1, 0, 0) (1, 0, 0) (1, 0, 2) (0, 4, 3, 3)
# expect: [0, 3, 6, 0, 3, 6, 0, 3, 6] (6, 3, None, 3)
# expect: (0, 0, 5, 0) _lru_cache_wrapper
# expect: unhashable type: 'list'
# expect: 90900 3 4 the x
# expect: can't set attribute
# expect: tuple index out of range
# expect: [(0, 5), (1, 2), (1, 1)]
