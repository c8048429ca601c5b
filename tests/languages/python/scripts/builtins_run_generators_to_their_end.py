# sum, any, all, min, max, list, tuple, sorted, set, join over generators: ends, errors, generators within generators.
class Odd:
    def __init__(self, n):
        self.n = n

    def __bool__(self):
        if self.n == 7:
            raise ValueError("no truth")
        return self.n > 5

    def __lt__(self, other):
        return self.n < other.n

    def __add__(self, other):
        return Odd(self.n + (other.n if isinstance(other, Odd) else other))

    __radd__ = __add__

    def __hash__(self):
        return self.n % 3

    def __eq__(self, other):
        return self.n == other.n


def attempt(f):
    try:
        return f()
    except Exception as error:
        return type(error).__name__ + ": " + str(error)


def fail_at(n, end):
    for i in range(end):
        if i == n:
            raise KeyError(i)
        yield i


def finished():
    g = (x for x in [1])
    list(g)
    return g


def all_of_them(n):
    odd = [Odd(i) for i in range(5)]
    partly = (x for x in range(n))
    results = [
        sum(x * x for x in range(n)), sum((x for x in range(n)), 0.5), sum((2**47 for x in range(n))), sum(x for x in odd).n,
        sum(([x] for x in range(3)), []), attempt(lambda: sum(str(x) for x in range(3))), any(x == n - 1 for x in range(n)),
        any(x > n for x in range(n)), all(x < n for x in range(n)), all(x < n - 1 for x in range(n)), any(Odd(x) for x in range(6)),
        attempt(lambda: any(Odd(x) for x in (1, 7))), attempt(lambda: all(Odd(x) for x in (8, 7))), min(x ^ 5 for x in range(n)),
        max(x ^ 5 for x in range(n)), min(x for x in odd).n, attempt(lambda: max(x for x in ())), max((x for x in ()), default="none"),
        attempt(lambda: min(x for x in (1, "a"))), max((x for x in range(n)), key=lambda x: -x), list(x for x in range(4)),
        tuple(x for x in range(4) if x & 1), sorted(-x for x in range(4)), len(set(x % 5 for x in range(n))), len({*(x for x in odd)}),
        attempt(lambda: set([x] for x in range(3))), ",".join(str(x) for x in range(5)), sum(finished()), any(finished()), list(finished()),
        [attempt(lambda: f(fail_at(3, 5))) for f in (sum, all, any, min, list, set)], sum(sum(y for y in range(x)) for x in range(6)),
        any(any(y == x for y in range(3)) for x in (5, 2, 7)), any(x == 2 for x in partly), sum(partly),
    ]
    g = (x for x in range(5))
    results.append([next(g), any(x == 2 for x in g), list(g)])
    return results


first = all_of_them(30)
for i in range(70):
    if all_of_them(30) != first:
        print("differs", i)
for result in first:
    print(result)


def recursive(n):
    return 1 + sum(recursive(m) for m in range(n))


def itself():
    yield 1
    yield sum(running[0])


running = [None]
for i in range(40):
    running[0] = itself()
    results = recursive(7), attempt(lambda: sum(running[0]))
print(results)


def closes(log):
    try:
        for i in range(10):
            yield i
    finally:
        log.append("closed")


def early(n):
    log = []
    for i in range(n):
        g = closes(log)
        any(x == 2 for x in g)
        g.close()
    return len(log)


print(early(60))
# expect: 8555
# expect: 435.5
# expect: 4222124650659840
# expect: 10
# expect: [0, 1, 2]
# expect: TypeError: unsupported operand type(s) for +: 'int' and 'str'
# expect: True
# expect: False
# expect: True
# expect: False
# expect: False
# expect: ValueError: no truth
# expect: ValueError: no truth
# expect: 0
# expect: 31
# expect: 0
# expect: ValueError: max() arg is an empty sequence
# expect: none
# expect: TypeError: '<' not supported between instances of 'str' and 'int'
# expect: 0
# expect: [0, 1, 2, 3]
# expect: (1, 3)
# expect: [-3, -2, -1, 0]
# expect: 5
# expect: 5
# expect: TypeError: unhashable type: 'list'
# expect: 0,1,2,3,4
# expect: 0
# expect: False
# expect: []
# expect: ['KeyError: 3', False, True, 'KeyError: 3', 'KeyError: 3', 'KeyError: 3']
# expect: 20
# expect: True
# expect: True
# expect: 432
# expect: [0, True, [3, 4]]
# expect: (128, 'ValueError: generator already executing')
# expect: 60
