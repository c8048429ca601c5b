from _collections import deque, defaultdict, OrderedDict
from _functools import partial, reduce
from _operator import itemgetter, attrgetter, methodcaller, add
from itertools import *

class P:
    def __init__(self, x, y):
        self.x, self.y = x, y
    def scaled(self, k=1):
        return self.x * k

def f(a, b, c=0):
    return a * 2 + b + c

def partials(n):
    p = partial(f, 3)
    q = partial(f, b=5)
    r = partial(add, 7)
    s = 0
    for i in range(n):
        s += p(i) + q(i) + r(i) + p(i, c=1)
    return s

def getters(n):
    first, both, x, deep = itemgetter(0), itemgetter(1, 0), attrgetter("x"), attrgetter("x", "y")
    call, call2 = methodcaller("scaled"), methodcaller("scaled", 3)
    s = 0
    for i in range(n):
        t = (i, i + 1)
        o = P(i, 2)
        b = both(t)
        s += first(t) + b[0] - b[1] + x(o) + deep(o)[1] + call(o) + call2(o)
    return s

def queues(n):
    d = deque(maxlen=10)
    e = deque()
    s = 0
    for i in range(n):
        d.append(i)
        e.appendleft(i)
        if len(e) > 5:
            s += e.pop()
        if d and i % 3 == 0:
            s += d[0] + d[-1]
        d.rotate(1)
    for x in d:
        s += x
    return s, list(e)

def dicts(n):
    d = defaultdict(int)
    o = OrderedDict()
    for i in range(n):
        d[i % 7] += i
        o[i % 11] = i
        o.move_to_end(i % 11)
        if len(o) > 6:
            o.popitem(last=False)
    return dict(d), list(o.items())

def iterators(n):
    s = 0
    for x in islice(count(3, 2), n): s += x
    for x in chain([1, 2], range(n), (5, 6)): s += x
    for x in chain.from_iterable([i, i + 1] for i in range(n)): s += x
    for x in takewhile(lambda x: x < n, count()): s += x
    for x in dropwhile(lambda x: x < 5, range(n)): s += x
    for x in filterfalse(lambda x: x % 3, range(n)): s += x
    for x in compress(range(n), cycle([1, 0, 0, 1])): s += x
    for x in accumulate(range(n)): s += x
    for x in accumulate(range(n), max, initial=3): s += x
    for a, b in pairwise(range(n)): s += a * b
    for a, b in zip_longest(range(n), range(n // 2), fillvalue=1): s += a * b
    for x in starmap(f, zip(range(n), repeat(2))): s += x
    for k, g in groupby(range(n), lambda x: x // 10): s += k * sum(g)
    a, b = tee(range(n))
    for x in a: s += x
    for x in b: s -= x
    for a, b in product(range(20), repeat=2): s += a * b
    for a, b, c in permutations(range(8), 3): s += a * b - c
    for a, b, c in combinations(range(12), 3): s += a * b - c
    for a, b in combinations_with_replacement(range(12), 2): s += a * b
    for x in islice(range(n), 3, None, 4): s += x
    for x in islice(range(n), 0, n, 2): s += x
    return s

print(partials(300), getters(300), queues(300))
print(dicts(300), iterators(300))
print(reduce(lambda a, b: a ^ b * 3, range(300)))

# expect: 231750 270000 (59333, [299, 298, 297, 296, 295])
# expect: ({0: 6321, 1: 6364, 2: 6407, 3: 6450, 4: 6493, 5: 6536, 6: 6279}, [(8, 294), (9, 295), (10, 296), (0, 297), (1, 298), (2, 299)]) 15996598
# expect: 980
