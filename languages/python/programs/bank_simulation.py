"""A discrete event simulation: customers, counters and a supervisor in a bank, with processes as generators.

bank_simulation.py [MINUTES]: simulates that many minutes.
"""
import heapq
import itertools
import logging
import random
import statistics
import sys
from abc import ABC, abstractmethod
from collections import defaultdict, deque, namedtuple
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from operator import attrgetter

log = logging.getLogger("bank")


class Priority(IntEnum):
    URGENT = 0
    NORMAL = 1
    PATIENT = 2


Event = namedtuple("Event", "time order process value")


@dataclass(order=True)
class Request:
    priority: int
    order: int
    process: object = field(compare=False)
    since: float = field(compare=False, default=0.0)


class Command(ABC):
    """What a process yields to the simulator."""

    @abstractmethod
    def start(self, simulator, process):
        ...


class Wait(Command):
    __slots__ = ("delay",)

    def __init__(self, delay):
        if delay < 0:
            raise ValueError("cannot wait for the past")
        self.delay = delay

    def start(self, simulator, process):
        simulator.schedule(self.delay, process)


class Acquire(Command):
    __slots__ = ("resource", "priority")

    def __init__(self, resource, priority=Priority.NORMAL):
        self.resource = resource
        self.priority = priority

    def start(self, simulator, process):
        self.resource.request(simulator, process, self.priority)


class Release(Command):
    __slots__ = ("resource",)

    def __init__(self, resource):
        self.resource = resource

    def start(self, simulator, process):
        self.resource.release(simulator)
        simulator.schedule(0, process)


class Resource:
    def __init__(self, name, capacity):
        self.name, self.capacity, self.used = name, capacity, 0
        self.queue, self.waits = [], []
        self.order = itertools.count()
        self.busy_since, self.busy_time = {}, 0.0

    def request(self, simulator, process, priority):
        if self.used < self.capacity:
            self.grant(simulator, process, 0.0)
        else:
            heapq.heappush(self.queue, Request(priority, next(self.order), process, simulator.now))

    def grant(self, simulator, process, waited):
        self.used += 1
        self.waits.append(waited)
        self.busy_time -= simulator.now
        simulator.schedule(0, process, waited)

    def release(self, simulator):
        self.used -= 1
        self.busy_time += simulator.now
        if self.queue and self.used < self.capacity:
            request = heapq.heappop(self.queue)
            self.grant(simulator, request.process, simulator.now - request.since)

    def load(self, now):
        return (self.busy_time + self.used * now) / (now * self.capacity)


class Simulator:
    def __init__(self):
        self.now, self.events, self.order = 0.0, [], itertools.count()
        self.finished = defaultdict(int)

    def schedule(self, delay, process, value=None):
        heapq.heappush(self.events, Event(self.now + delay, next(self.order), process, value))

    def start(self, process):
        self.schedule(0, process)

    def run(self, until):
        while self.events and self.events[0].time <= until:
            event = heapq.heappop(self.events)
            self.now = event.time
            try:
                command = event.process.send(event.value)
            except StopIteration as stop:
                self.finished[stop.value] += 1
                continue
            command.start(self, event.process)
        self.now = until


class Statistics:
    def __init__(self):
        self.samples = defaultdict(list)
        self.recent = deque(maxlen=50)

    def add(self, kind, value):
        self.samples[kind].append(value)
        self.recent.append(value)

    def report(self):
        for kind, values in sorted(self.samples.items()):
            median = statistics.median(values)
            spread = statistics.pstdev(values)
            ninety = statistics.quantiles(values, n=10)[-1] if len(values) > 1 else values[0]
            yield f"{kind:12} {len(values):6} {statistics.fmean(values):8.3f} {median:8.3f} {spread:8.3f} {ninety:8.3f}"


class Bank:
    SERVICES = {"cash": (0.7, 2.0), "transfer": (0.2, 4.0), "loan": (0.1, 12.0)}

    def __init__(self, simulator, rng, counters):
        self.simulator, self.rng = simulator, rng
        self.counter = Resource("counter", counters)
        self.adviser = Resource("adviser", 2)
        self.vault = Resource("vault", 1)
        self.statistics = Statistics()
        self.inside = self.most = self.turned_away = 0
        self.history = []

    @contextmanager
    def visit(self):
        self.inside += 1
        self.most = max(self.most, self.inside)
        try:
            yield self.simulator.now
        finally:
            self.inside -= 1

    def choose(self):
        kinds, weights = zip(*((kind, weight) for kind, (weight, _) in self.SERVICES.items()))
        return self.rng.choices(kinds, weights)[0]

    def customer(self, number):
        kind = self.choose()
        if len(self.counter.queue) > 12:
            self.turned_away += 1
            return "turned away"
        priority = Priority.URGENT if number % 17 == 0 else self.rng.choice([Priority.NORMAL, Priority.PATIENT])
        with self.visit() as arrived:
            desk = self.adviser if kind == "loan" else self.counter
            waited = yield Acquire(desk, priority)
            self.statistics.add("wait " + priority.name.lower(), waited)
            _, mean = self.SERVICES[kind]
            yield Wait(self.rng.expovariate(1 / mean))
            if kind == "cash" and self.rng.random() < 0.05:
                yield from self.fetch_money()
            yield Release(desk)
            self.statistics.add(kind, self.simulator.now - arrived)
            log.debug("%.2f customer %d leaves", self.simulator.now, number)
        return kind

    def fetch_money(self):
        yield Acquire(self.vault, Priority.URGENT)
        yield Wait(self.rng.uniform(1, 3))
        yield Release(self.vault)

    def arrivals(self):
        for number in itertools.count(1):
            busy = 1 + 0.5 * ((self.simulator.now // 60) % 3)
            yield Wait(self.rng.expovariate(0.9 * busy))
            self.simulator.start(self.customer(number))

    def supervisor(self):
        while True:
            yield Wait(30)
            waiting = len(self.counter.queue)
            if waiting > 6 and self.counter.capacity < 6:
                self.counter.capacity += 1
            elif waiting == 0 and self.counter.capacity > 2:
                self.counter.capacity -= 1
            self.history.append((self.simulator.now, waiting, self.counter.capacity))


Summary = namedtuple("Summary", "minutes counters most turned_away")


def main(minutes):
    logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(levelname)s %(name)s: %(message)s")
    summaries = []
    for counters in (2, 3):
        simulator = Simulator()
        bank = Bank(simulator, random.Random(counters), counters)
        simulator.start(bank.arrivals())
        simulator.start(bank.supervisor())
        simulator.run(minutes)
        log.info("%d counters: %s", counters, dict(sorted(simulator.finished.items())))
        print(*bank.statistics.report(), sep="\n")
        for resource in (bank.counter, bank.adviser, bank.vault):
            mean = statistics.fmean(resource.waits) if resource.waits else 0
            print(f"{resource.name:10} mean wait {mean:7.3f}  queue {len(resource.queue):3}  load {resource.load(simulator.now):6.3f}")
        print("last:", bank.history[-3:])
        print("recent mean", round(statistics.fmean(bank.statistics.recent), 6))
        summaries.append(Summary(minutes, counters, bank.most, bank.turned_away))
    for summary in sorted(summaries, key=attrgetter("most", "counters")):
        print(summary)
    try:
        Wait(-1)
    except ValueError as error:
        print("refused:", error)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 600)
