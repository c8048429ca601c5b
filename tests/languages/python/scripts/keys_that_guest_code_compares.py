# Look-ups of instances whose class defines __hash__ and __eq__: how often each is called, and what they may do meanwhile.
from functools import lru_cache

calls = []


class Key:
    def __init__(self, value, spread=1):
        self.value = value
        self.spread = spread

    def __hash__(self):
        calls.append("hash")
        return hash((self.value % self.spread, 5))

    def __eq__(self, other):
        calls.append("eq")
        return isinstance(other, Key) and self.value == other.value


def counted(action):
    calls.clear()
    result = action()
    return result, calls.count("hash"), calls.count("eq")


def look_up(table, key):
    return table.get(key)


# One hash for all: each candidate before the right one is compared once (CPython may come by one again).
table = {Key(i): i for i in range(4)}
seen = set()
for i in range(60):
    seen.add(counted(lambda: look_up(table, Key(i % 5))))
print(sorted(seen, key=str))
# expect: [(0, 1, 1), (1, 1, 2), (2, 1, 3), (3, 1, 4), (None, 1, 4)]

items = set()
found = [counted(lambda: items.add(Key(i % 3))) for i in range(60)]
print(found[:4], sorted(set(found[4:])))
# expect: [(None, 1, 0), (None, 1, 1), (None, 1, 2), (None, 1, 1)] [(None, 1, 1), (None, 1, 2), (None, 1, 3)]
print(sorted({counted(lambda: Key(i % 3) in items) for i in range(60)}), {Key(3) in items for i in range(60)})
# expect: [(True, 1, 1), (True, 1, 2), (True, 1, 3)] {False}

same = Key(3)
table[same] = "same"
print(counted(lambda: table[same]), counted(lambda: items.discard(Key(1))), len(items))
# expect: ('same', 1, 4) (None, 1, 2) 2


@lru_cache(maxsize=2)
def cached(key):
    return key.value * 2


for value in 1, 2, 1, 3, 2, 3:
    print(*counted(lambda: cached(Key(value, 100))), end="; ")
print(cached.cache_info())
# expect: 2 1 0; 4 1 0; 2 1 1; 6 1 0; 4 1 0; 6 1 1; CacheInfo(hits=2, misses=4, maxsize=2, currsize=2)


class Meddler:
    def __init__(self, table, how):
        self.table = table
        self.how = how

    def __hash__(self):
        return hash("key")

    def __eq__(self, other):
        how = self.how
        if how == "grow":
            self.how = None
            for i in range(100):
                self.table[i] = i
        elif how == "raise":
            raise KeyError("compared")
        elif how == "clear":
            self.how = None
            self.table.clear()
        return isinstance(other, str)


def meddle(how):
    table = {"other": 0, "key": 1}
    try:
        return table[Meddler(table, how)], len(table)
    except KeyError as error:
        return error.args[0] if isinstance(error.args[0], str) else "absent", len(table)


for how in None, "grow", "raise", "clear":
    print({meddle(how) for i in range(60)})
# expect: {(1, 2)}
# expect: {(1, 102)}
# expect: {('compared', 2)}
# expect: {('absent', 0)}


class Unhashable:
    __hash__ = None


class BadHash:
    def __hash__(self):
        return "no"


def failing(key):
    try:
        {}.get(key)
    except TypeError as error:
        return str(error)


for i in range(40):
    messages = failing(Unhashable()), failing(BadHash()), failing((1, Unhashable())), failing(([], 1))
print(messages)
# expect: ("unhashable type: 'Unhashable'", '__hash__ method should return an integer', "unhashable type: 'Unhashable'", "unhashable type: 'list'")
