"""A dict with as many insertions as deletions keeps its array: its entries move to the front now and then, in order, whoever looks at them."""

seed = 1


def random(n):
    global seed
    seed = (seed * 1103515245 + 12345) % 2147483648
    return seed // 65536 % n


def check(d, order):
    assert list(d) == order and len(d) == len(order)
    assert list(d.items()) == [(k, str(k)) for k in order] and list(reversed(d)) == order[::-1]


for size in (3, 5, 20, 300):
    for make in (lambda k: k, lambda k: "k%d" % k, lambda k: (k, "t"), lambda k: k + 0.5):
        d, order = {}, []
        for step in range(size * 30):
            k = make(step)
            d[k] = str(k)
            order.append(k)
            if len(order) > size:
                gone = order.pop(random(len(order)))
                assert d.pop(gone) == str(gone) and gone not in d
            if step % (size * 3) == 0:
                check(d, order)
        check(d, order)
        assert all(d[k] == str(k) for k in order)


class Restless:
    """Its comparison makes the dict's entries move."""

    def __init__(self, name):
        self.name = name

    def __hash__(self):
        return 7

    def __eq__(self, other):
        global moves
        while moves:
            moves -= 1
            d["x%d" % moves] = 0
            del d["x%d" % moves]
        return isinstance(other, Restless) and self.name == other.name


moves = 0
d = {}
for i in range(5):
    d["gone%d" % i] = i
for name in "abc":
    d[Restless(name)] = name
for i in range(5):
    del d["gone%d" % i]
for n in (1, 3, 7, 12, 40):
    moves = n
    print([d.get(Restless(name)) for name in "abcd"], [k.name for k in d])
moves = 0
other = {Restless("c"): "new", Restless("e"): "e"}
moves = 3
d.update(other)
moves = 0
print([(k.name, v) for k, v in d.items()], d[Restless("e")])
# expect: ['a', 'b', 'c', None] ['a', 'b', 'c']
# expect: ['a', 'b', 'c', None] ['a', 'b', 'c']
# expect: ['a', 'b', 'c', None] ['a', 'b', 'c']
# expect: ['a', 'b', 'c', None] ['a', 'b', 'c']
# expect: ['a', 'b', 'c', None] ['a', 'b', 'c']
# expect: [('a', 'a'), ('b', 'b'), ('c', 'new'), ('e', 'e')] e
