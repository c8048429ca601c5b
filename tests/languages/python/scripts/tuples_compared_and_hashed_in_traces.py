# Tuples that are made only to be compared or hashed, of items of all kinds.
from functools import total_ordering


@total_ordering
class Item:
    def __init__(self, n):
        self.n = n

    def __eq__(self, other):
        return self.n == other.n

    def __lt__(self, other):
        return self.n < other.n

    def __hash__(self):
        return self.n


def compare(a, b, c, d):
    return ((a, b) == (c, d), (a, b) != (c, d), (a, b) < (c, d), (a, b) <= (c, d), (a, b) > (c, d), (a, b) >= (c, d))


samples = [1, 2, 1.5, float("nan"), "a", "b", (1, 2), (1, (2, 3)), Item(1), Item(2), True, 10**30]
numbers = [x for x in samples if isinstance(x, (int, float))]
texts = ["a", "b", "ab"]
pairs = [(1, 2), (1, 3), (0, 9)]
things = [Item(1), Item(2), Item(1)]
results = []
for kind in numbers, texts, pairs, things:
    for a in kind:
        for b in kind:
            for c in kind:
                results.append(compare(a, b, c, a))
print(len(results), [sum(r[i] for r in results) for i in range(6)])
# expect: 297 [27, 270, 95, 122, 103, 130]
print(compare(1, "x", 1, "x"), compare(1, "x", 2, 3))
# expect: (True, False, False, True, False, True) (False, True, True, True, False, False)


def lengths(n):
    result = []
    for i in range(n):
        key = (i, i + 1)
        result.append(key < (i,) or key > (i, i + 1, 0) or key == (i,))
    return any(result)


print(lengths(100))
# expect: False


def hashes(n):
    same = 0
    for i in range(n):
        for x in (i, -1, str(i), 0.5, (i, "x"), Item(i), None):
            kept = (x, i, "end")
            same += hash((x, i, "end")) == hash(kept)
    return same


print(hashes(60), hash((1, 2)) == hash((1, 2)), hash(()) == hash(()), hash((-1, -2)) == hash((-2, -1)))
# expect: 420 True True True


def order_error(n):
    text = None
    for i in range(n):
        try:
            (i, "a") < (i, 1)
        except TypeError as error:
            text = str(error)
    return text


print(order_error(60))
# expect: '<' not supported between instances of 'str' and 'int'
