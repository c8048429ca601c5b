# del of an attribute that is not the last: the others keep their order and values, in small, overflowing and slotted instances.
class Plain:
    pass


class Slotted(Plain):
    __slots__ = ("s",)


class Error(Exception):
    pass


def show(o):
    return list(vars(o).items())


def fill(o, n):
    for i in range(n):
        setattr(o, "abcdefghijklmnopqrstuvwxyz"[i], i * 10)
    return o


for make in Plain, Slotted, Error:
    results = set()
    for i in range(60):
        o = fill(make(), 5)
        del o.b
        del o.d
        o.b = "again"
        del o.a
        results.add(repr(show(o)))
        try:
            del o.d
        except AttributeError as error:
            results.add(str(error))
    print(results if len(results) == 1 else sorted(results))
# expect: ["'Plain' object has no attribute 'd'", "[('c', 20), ('e', 40), ('b', 'again')]"]
# expect: ["'Slotted' object has no attribute 'd'", "[('c', 20), ('e', 40), ('b', 'again')]"]
# expect: ["'Error' object has no attribute 'd'", "[('c', 20), ('e', 40), ('b', 'again')]"]

for count in 12, 26:
    o = fill(Plain(), count)
    for name in "acegikmoqsuwy"[: count // 2]:
        delattr(o, name)
    print("".join(k for k, v in show(o)), [v for k, v in show(o)])
    for name in list(vars(o)):
        delattr(o, name)
    o.x = 1
    print(show(o))
# expect: bdfhjl [10, 30, 50, 70, 90, 110]
# expect: [('x', 1)]
# expect: bdfhjlnprtvxz [10, 30, 50, 70, 90, 110, 130, 150, 170, 190, 210, 230, 250]
# expect: [('x', 1)]


# A slot that only held ints so far gets another attribute's value of another type.
def mixed(n):
    total = 0
    for i in range(n):
        o = Plain()
        o.first = "text"
        o.second = i
        o.third = None
        o.fourth = 0.5
        del o.first
        total += o.second + o.fourth
        o.second = "now text"
        del o.third
        total += len(o.second)
    return total, show(o)


print(mixed(100))
# expect: (5800.0, [('second', 'now text'), ('fourth', 0.5)])
