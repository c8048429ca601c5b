"""Caches by several strategies behind one interface, decorators around them, and a workload that compares them.

cache_workbench.py [REQUESTS]: a workload of so many requests.
"""
import heapq
import itertools
import random
import statistics
import sys
import threading
import weakref
from abc import abstractmethod
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Iterator, MutableMapping
from contextlib import ExitStack, contextmanager, suppress
from functools import lru_cache, update_wrapper, wraps
from inspect import Parameter, signature
from types import MappingProxyType, SimpleNamespace


class Cache(MutableMapping):
    """A mapping of limited size; subclasses choose what goes."""

    registry: dict = {}

    def __init_subclass__(cls, name=None, **keywords):
        super().__init_subclass__(**keywords)
        if name:
            cls.registry[name] = cls
            cls.name = name

    def __init__(self, size: int):
        if size < 1:
            raise ValueError(f"size must be positive, not {size!r}")
        self.size = size
        self.hits = self.misses = self.evictions = 0
        self.listeners = []

    def lookup(self, key: Hashable, make: Callable):
        try:
            value = self[key]
        except KeyError:
            self.misses += 1
            value = self[key] = make(key)
        else:
            self.hits += 1
        return value

    def evicted(self, key, value):
        self.evictions += 1
        for listener in self.listeners:
            listener(key, value)

    @property
    def ratio(self) -> float:
        return self.hits / ((self.hits + self.misses) or 1)

    @abstractmethod
    def __getitem__(self, key): ...

    def __repr__(self):
        return f"{type(self).__name__}({len(self)}/{self.size}, {self.ratio:.1%})"


class Lru(Cache, name="lru"):
    def __init__(self, size):
        super().__init__(size)
        self.items_ = OrderedDict()

    def __getitem__(self, key):
        value = self.items_[key]
        self.items_.move_to_end(key)
        return value

    def __setitem__(self, key, value):
        self.items_[key] = value
        self.items_.move_to_end(key)
        while len(self.items_) > self.size:
            self.evicted(*self.items_.popitem(last=False))

    def __delitem__(self, key):
        del self.items_[key]

    def __len__(self):
        return len(self.items_)

    def __iter__(self):
        return iter(self.items_)


class Node:
    __slots__ = ("key", "value", "before", "after", "__weakref__")

    def __init__(self, key=None, value=None):
        self.key, self.value = key, value
        self.before = self.after = self


class LinkedLru(Cache, name="linked"):
    """The same with a ring of nodes made by hand."""

    def __init__(self, size):
        super().__init__(size)
        self.ring, self.nodes = Node(), {}

    def unlink(self, node):
        node.before.after, node.after.before = node.after, node.before

    def link(self, node):
        last = self.ring.before
        node.before, node.after = last, self.ring
        last.after = self.ring.before = node

    def __getitem__(self, key):
        node = self.nodes[key]
        self.unlink(node)
        self.link(node)
        return node.value

    def __setitem__(self, key, value):
        if (node := self.nodes.get(key)) is not None:
            node.value = value
            self.unlink(node)
        else:
            node = self.nodes[key] = Node(key, value)
        self.link(node)
        if len(self.nodes) > self.size:
            oldest = self.ring.after
            del self[oldest.key]
            self.evicted(oldest.key, oldest.value)

    def __delitem__(self, key):
        self.unlink(self.nodes.pop(key))

    def __len__(self):
        return len(self.nodes)

    def __iter__(self):
        node = self.ring.after
        while node is not self.ring:
            yield node.key
            node = node.after


class Fifo(Lru, name="fifo"):
    def __getitem__(self, key):
        return self.items_[key]


class Lfu(Cache, name="lfu"):
    """Least frequently used, with a heap that forgets lazily."""

    def __init__(self, size):
        super().__init__(size)
        self.entries, self.heap, self.tick = {}, [], itertools.count()

    def touch(self, key, entry):
        entry[0] += 1
        entry[1] = next(self.tick)
        heapq.heappush(self.heap, (entry[0], entry[1], key))
        if len(self.heap) > 8 * self.size + 64:
            self.heap = [(count, order, key) for key, (count, order, _) in self.entries.items()]
            heapq.heapify(self.heap)

    def __getitem__(self, key):
        entry = self.entries[key]
        self.touch(key, entry)
        return entry[2]

    def __setitem__(self, key, value):
        if key not in self.entries and len(self.entries) >= self.size:
            self.evict()
        entry = self.entries.setdefault(key, [0, 0, value])
        entry[2] = value
        self.touch(key, entry)

    def evict(self):
        while True:
            count, order, key = heapq.heappop(self.heap)
            entry = self.entries.get(key)
            if entry is not None and entry[:2] == [count, order]:
                del self.entries[key]
                return self.evicted(key, entry[2])

    def __delitem__(self, key):
        del self.entries[key]

    def __len__(self):
        return len(self.entries)

    def __iter__(self):
        return iter(self.entries)


class TwoQueues(Cache, name="2q"):
    """New keys must be asked for twice before they may push out the old ones."""

    def __init__(self, size):
        super().__init__(size)
        self.recent, self.ghosts, self.frequent = {}, deque(maxlen=size), Lru(max(1, size * 3 // 4))
        self.frequent.listeners.append(self.evicted)

    def __getitem__(self, key):
        with suppress(KeyError):
            return self.frequent[key]
        return self.recent[key]

    def __setitem__(self, key, value):
        if key in self.frequent.items_ or key in self.ghosts:
            self.recent.pop(key, None)
            self.frequent[key] = value
            return
        self.recent[key] = value
        if len(self.recent) > max(1, self.size // 4):
            oldest = next(iter(self.recent))
            self.ghosts.append(oldest)
            self.evicted(oldest, self.recent.pop(oldest))

    def __delitem__(self, key):
        if key in self.recent:
            del self.recent[key]
        else:
            del self.frequent[key]

    def __len__(self):
        return len(self.recent) + len(self.frequent)

    def __iter__(self) -> Iterator:
        return itertools.chain(self.recent, self.frequent)


class Locked:
    """A cache that several threads may use, by delegation."""

    def __init__(self, inner):
        self.inner, self.lock = inner, threading.RLock()

    def __getattr__(self, name):
        value = getattr(self.inner, name)
        if not callable(value):
            return value

        @wraps(value)
        def guarded(*arguments, **keywords):
            with self.lock:
                return value(*arguments, **keywords)

        return guarded


def memoize(cache):
    """Keeps results of a function; the key comes from its arguments as the function binds them."""
    def decorate(function):
        form = signature(function)
        assert all(p.kind is not Parameter.VAR_KEYWORD for p in form.parameters.values())

        def call(*arguments, **keywords):
            bound = form.bind(*arguments, **keywords)
            bound.apply_defaults()
            return cache.lookup((function.__name__, *bound.args), lambda key: function(*key[1:]))

        call.cache = cache
        return update_wrapper(call, function)

    return decorate


@contextmanager
def watching(cache, log):
    def note(key, value):
        log.append(key)
    cache.listeners.append(note)
    try:
        yield log
    finally:
        cache.listeners.remove(note)


def workload(kind, count, rng):
    if kind == "zipf":
        weights = list(itertools.accumulate(1 / (i + 1) for i in range(400)))
        return rng.choices(range(400), cum_weights=weights, k=count)
    if kind == "loop":
        return [i % 90 for i in range(count)]
    if kind == "scan":
        return [rng.randrange(30) if rng.random() < 0.7 else 1000 + i for i in range(count)]
    walk = itertools.accumulate((rng.choice((-2, -1, 1, 2)) for _ in range(count)), initial=500)
    return list(itertools.islice(walk, count))


def main(count):
    rng = random.Random(1)
    expensive = lambda key: (key * 2654435761) % 4093
    results = {}
    for kind in ("zipf", "loop", "scan", "walk"):
        requests = workload(kind, count, rng)
        row = SimpleNamespace(kind=kind, ratios={}, checksum=0)
        for name, cls in Cache.registry.items():
            cache = cls(64)
            answers = [cache.lookup(key, expensive) for key in requests]
            assert answers == list(map(expensive, requests)) and len(cache) <= 64
            row.ratios[name] = cache.ratio
            row.checksum = (row.checksum * 31 + cache.evictions) % 1_000_003
        builtin = lru_cache(maxsize=64)(expensive)
        for key in requests:
            builtin(key)
        info = builtin.cache_info()
        assert info.hits / (info.hits + info.misses) == row.ratios["lru"] == row.ratios["linked"]
        results[kind] = row
    print("workload", *(f"{name:>8}" for name in Cache.registry), "checksum")
    for row in MappingProxyType(results).values():
        print(f"{row.kind:8}", *(f"{ratio:8.2%}" for ratio in row.ratios.values()), row.checksum)
    best = {kind: max(row.ratios, key=row.ratios.get) for kind, row in results.items()}
    print(best, round(statistics.mean(r for row in results.values() for r in row.ratios.values()), 6))

    @memoize(LinkedLru(50))
    def ways(steps, sizes=(1, 2, 5)):
        """How many ways up so many steps."""
        return 1 if steps == 0 else sum(ways(steps - s, sizes) for s in sizes if s <= steps)

    print(ways(60), ways(steps=60), ways.__doc__, ways.cache)
    log = []
    with ExitStack() as stack:
        small = Lru(3)
        stack.enter_context(watching(small, log))
        stack.callback(lambda: log.append("closed"))
        for key in "abcadbe":
            small.lookup(key, str.upper)
    print(log, dict(small), small.pop("e"), small.setdefault("z", 26), "q" in small, small)
    locked = Locked(Lfu(100))
    threads = [threading.Thread(target=lambda n=n: [locked.lookup((n * i) % 150, expensive) for i in range(200)]) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("threads", locked.hits + locked.misses, len(locked.inner))
    node = Node("key")
    watcher = weakref.ref(node)
    print(watcher() is node, Cache.registry.keys() >= {"lru", "2q"})
    for bad in (lambda: Lru(0), lambda: Cache(1), lambda: ways(), lambda: Lru(1)["x"]):
        try:
            bad()
        except (ValueError, TypeError, KeyError) as error:
            print(type(error).__name__, error)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
