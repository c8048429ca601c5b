"""Dicts that fill, shrink and are replaced: a cache of strings with a window of keys, and many small dicts."""
from programs import run


def main(size):
    cache = {}
    total = 0
    for i in range(size):
        cache["key%d" % (i % 5000)] = i
        if i % 3 == 0:
            cache.pop("key%d" % ((i * 7) % 5000), None)
        small = {"x": i, "y": i + 1}
        small["z"] = small["x"] + small["y"]
        total += small["z"] % 7
        if i % 20000 == 0:
            cache = dict(cache)
    return "%d %d" % (len(cache), total)


run(main, 20000)
