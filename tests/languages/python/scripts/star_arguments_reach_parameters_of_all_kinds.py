# Calls in loops, where a trace binds the arguments itself: defaults, *args, keyword-only parameters, **kwargs, bound methods.
def plain(a, b=2, c=3):
    return a, b, c


def more(a, *rest):
    return a, rest


def named(a, b=2, *rest, c=3, d, **others):
    return a, b, rest, c, d, others


def only_named(*, c=3, d=4):
    return c, d


def everything(*args, **kwargs):
    return args, kwargs


class Thing:
    def method(self, a, b=2, *rest, c=3, **others):
        return self.name, a, b, rest, c, others

    def __init__(self, name="thing", *rest, **others):
        self.name = name
        self.rest = rest, others

    @classmethod
    def make(cls, *args, **kwargs):
        return cls(*args, **kwargs)


def wrapped(f):
    def wrapper(*args, **kwargs):
        return f(*args, **kwargs)

    return wrapper


def attempt(f, *args, **kwargs):
    try:
        return f(*args, **kwargs)
    except TypeError as error:
        return str(error)


def all_of_them(thing):
    short, long = (1,), (1, 2, 3, 4)
    return [
        plain(*short), more(*short), more(*long), everything(*long), everything(*()), everything(**{}), everything(1, k=2),
        named(*short, d=5), named(*long, d=5, e=6), named(1, d=2, c=4, f=7), only_named(), only_named(d=1),
        thing.method(*short), thing.method(*long), thing.method(1, z=2), thing.method(1, b=5, c=6, y=7),
        wrapped(plain)(1), wrapped(plain)(1, c=5), wrapped(named)(1, 2, 3, d=4, x=5), wrapped(thing.method)(9), wrapped(everything)(),
        Thing.make("n", 1, k=2).rest, Thing(*("m", 1)).rest, wrapped(Thing)("w").name,
        attempt(plain), attempt(plain, 1, 2, 3, 4), attempt(plain, 1, a=2), attempt(plain, 1, z=2), attempt(named, 1), attempt(only_named, 1),
        attempt(more), attempt(thing.method), attempt(only_named, c=1, e=2),
    ]


thing = Thing()
first = all_of_them(thing)
for i in range(60):
    if all_of_them(thing) != first:
        print("differs", i)
for result in first:
    print(result)


# Each call gets a dict of its own, and defaults may change.
def collect(n):
    kept = []
    for i in range(n):
        kept.append(everything(i)[1])
        kept[-1][i] = i
    return {len(d) for d in kept}


def change(n):
    seen = set()
    for i in range(n):
        if i == n // 2:
            only_named.__kwdefaults__ = {"c": 8}
        seen.add(str(attempt(only_named)))
    return sorted(seen)


print(collect(60), change(60))
# expect: (1, 2, 3)
# expect: (1, ())
# expect: (1, (2, 3, 4))
# expect: ((1, 2, 3, 4), {})
# expect: ((), {})
# expect: ((), {})
# expect: ((1,), {'k': 2})
# expect: (1, 2, (), 3, 5, {})
# expect: (1, 2, (3, 4), 3, 5, {'e': 6})
# expect: (1, 2, (), 4, 2, {'f': 7})
# expect: (3, 4)
# expect: (3, 1)
# expect: ('thing', 1, 2, (), 3, {})
# expect: ('thing', 1, 2, (3, 4), 3, {})
# expect: ('thing', 1, 2, (), 3, {'z': 2})
# expect: ('thing', 1, 5, (), 6, {'y': 7})
# expect: (1, 2, 3)
# expect: (1, 2, 5)
# expect: (1, 2, (3,), 3, 4, {'x': 5})
# expect: ('thing', 9, 2, (), 3, {})
# expect: ((), {})
# expect: ((1,), {'k': 2})
# expect: ((1,), {})
# expect: w
# expect: plain() missing 1 required positional argument: 'a'
# expect: plain() takes from 1 to 3 positional arguments but 4 were given
# expect: plain() got multiple values for argument 'a'
# expect: plain() got an unexpected keyword argument 'z'
# expect: named() missing 1 required keyword-only argument: 'd'
# expect: only_named() takes 0 positional arguments but 1 was given
# expect: more() missing 1 required positional argument: 'a'
# expect: Thing.method() missing 1 required positional argument: 'a'
# expect: only_named() got an unexpected keyword argument 'e'
# expect: {1} ['(3, 4)', "only_named() missing 1 required keyword-only argument: 'd'"]
