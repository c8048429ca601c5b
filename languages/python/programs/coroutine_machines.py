"""State machines as coroutines on a small scheduler of their own: channels, timers, cancellation; an elevator, a protocol and a vending machine.

coroutine_machines.py [MESSAGES]: so many messages, riders and coins.
"""
import contextlib
import enum
import heapq
import inspect
import itertools
import random
import sys
import types
from collections import Counter, defaultdict, deque
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import singledispatchmethod, wraps
from typing import Any, AsyncIterator, Awaitable, Callable, Coroutine, Generic, Optional, TypeVar

T = TypeVar("T")
current_name: ContextVar[str] = ContextVar("current_name", default="-")


class Cancelled(BaseException):
    pass


class TimedOut(Exception):
    pass


@types.coroutine
def trap(request):
    return (yield request)


@dataclass(frozen=True)
class Sleep:
    seconds: float


@dataclass(frozen=True)
class Park:
    queue: deque


class Task:
    ids = itertools.count(1)

    def __init__(self, coroutine: Coroutine, name: Optional[str] = None):
        self.coroutine, self.id = coroutine, next(Task.ids)
        self.name = name or f"task-{self.id}"
        self.result: Any = None
        self.error: Optional[BaseException] = None
        self.done, self.waiters, self.pending, self.wakeups = False, deque(), None, 0

    def __await__(self):
        while not self.done:
            yield Park(self.waiters)
        if self.error is not None:
            raise self.error
        return self.result

    def __repr__(self):
        state = inspect.getcoroutinestate(self.coroutine).removeprefix("CORO_").lower()
        return f"<{self.name} {state}>"


class Scheduler:
    def __init__(self):
        self.now, self.ready, self.timers = 0.0, deque(), []
        self.order, self.current, self.switches = itertools.count(), None, 0
        self.failures = []

    def spawn(self, coroutine, name=None):
        task = Task(coroutine, name)
        self.ready.append((task, task.wakeups, None))
        return task

    def cancel(self, task):
        if not task.done:
            task.pending = Cancelled(task.name)
            self.wake(task)

    def wake(self, task, value=None):
        task.wakeups += 1
        self.ready.append((task, task.wakeups, value))

    def wake_one(self, queue, value=None):
        while queue:
            task, stamp = queue.popleft()
            if not task.done and task.wakeups == stamp:
                self.wake(task, value)
                return True
        return False

    @singledispatchmethod
    def handle(self, request, task):
        task.pending = TypeError(f"cannot wait for {type(request).__name__}")
        self.wake(task)

    @handle.register
    def _(self, request: Sleep, task):
        heapq.heappush(self.timers, (self.now + request.seconds, next(self.order), task, task.wakeups))

    @handle.register
    def _(self, request: Park, task):
        request.queue.append((task, task.wakeups))

    def step(self, task, value):
        self.switches += 1
        self.current = task
        error, task.pending = task.pending, None
        token = current_name.set(task.name)
        try:
            request = task.coroutine.throw(error) if error else task.coroutine.send(value)
        except StopIteration as stop:
            task.result, task.done = stop.value, True
        except Cancelled as cancelled:
            task.error, task.done = cancelled, True
        except Exception as failure:
            task.error, task.done = failure, True
            self.failures.append((task.name, failure))
        else:
            self.handle(request, task)
        finally:
            current_name.reset(token)
            self.current = None
        if task.done:
            while self.wake_one(task.waiters):
                pass

    def run(self, coroutine):
        main = self.spawn(coroutine, "main")
        while not main.done:
            while self.ready:
                task, stamp, value = self.ready.popleft()
                if not task.done and task.wakeups == stamp:
                    self.step(task, value)
            if main.done:
                break
            if not self.timers:
                raise RuntimeError("deadlock")
            self.now, _, task, stamp = heapq.heappop(self.timers)
            if not task.done and task.wakeups == stamp:
                self.wake(task)
        if main.error:
            raise main.error
        return main.result


scheduler = Scheduler()


async def sleep(seconds):
    await trap(Sleep(seconds))


@contextlib.asynccontextmanager
async def nursery():
    """Tasks that end before the block does; those left over after an error are cancelled."""
    tasks = []

    def start(coroutine, name=None):
        tasks.append(scheduler.spawn(coroutine, name))
        return tasks[-1]

    try:
        yield start
        for task in tasks:
            await task
    except BaseException:
        for task in tasks:
            scheduler.cancel(task)
        raise


@contextlib.asynccontextmanager
async def timeout(seconds):
    me, fired = scheduler.current, []

    async def alarm():
        await sleep(seconds)
        fired.append(True)
        scheduler.cancel(me)

    task = scheduler.spawn(alarm(), "alarm")
    try:
        yield
    except Cancelled:
        if not fired:
            raise
        raise TimedOut(f"after {seconds}") from None
    finally:
        scheduler.cancel(task)


class Channel(Generic[T]):
    def __init__(self, capacity=1):
        self.items, self.capacity = deque(), capacity
        self.readers, self.writers, self.closed = deque(), deque(), False

    async def put(self, item: T):
        while len(self.items) >= self.capacity:
            await trap(Park(self.writers))
        if self.closed:
            raise ValueError("channel is closed")
        self.items.append(item)
        scheduler.wake_one(self.readers)

    async def get(self) -> T:
        while not self.items:
            if self.closed:
                raise EOFError
            await trap(Park(self.readers))
        item = self.items.popleft()
        scheduler.wake_one(self.writers)
        return item

    def close(self):
        self.closed = True
        while scheduler.wake_one(self.readers):
            pass

    async def __aiter__(self) -> AsyncIterator[T]:
        while True:
            try:
                yield await self.get()
            except EOFError:
                return


def transition(*states):
    """Marks a method as the handler of an event in some states."""
    def mark(method):
        method.states = states

        @wraps(method)
        async def run(self, *arguments):
            if self.state not in states:
                self.refused[method.__name__] += 1
                return False
            before = self.state
            await method(self, *arguments)
            self.history[before, method.__name__, self.state] += 1
            return True

        return run
    return mark


class Machine:
    def __init__(self, state):
        self.state, self.history, self.refused = state, Counter(), Counter()

    @classmethod
    def events(cls):
        return sorted(name for name, member in inspect.getmembers(cls, inspect.iscoroutinefunction) if hasattr(member, "states"))


class Vending(enum.Enum):
    IDLE, PAYING, SERVING = range(3)


class VendingMachine(Machine):
    PRICE = 120

    def __init__(self, stock):
        super().__init__(Vending.IDLE)
        self.stock, self.paid, self.takings, self.returned = stock, 0, 0, 0

    @transition(Vending.IDLE, Vending.PAYING)
    async def coin(self, value):
        self.paid += value
        self.state = Vending.SERVING if self.paid >= self.PRICE and self.stock else Vending.PAYING

    @transition(Vending.SERVING)
    async def choose(self):
        await sleep(1.5)
        self.stock -= 1
        self.takings += self.PRICE
        self.returned += self.paid - self.PRICE
        self.paid, self.state = 0, Vending.IDLE

    @transition(Vending.PAYING, Vending.SERVING)
    async def refund(self):
        self.returned, self.paid, self.state = self.returned + self.paid, 0, Vending.IDLE


async def buyers(machine, count, rng):
    inserted = 0
    for _ in range(count):
        match rng.choices(["coin", "choose", "refund"], [6, 2, 1])[0]:
            case "coin":
                value = rng.choice([10, 20, 50, 100])
                inserted += value * await machine.coin(value)
            case event:
                await getattr(machine, event)()
        await sleep(rng.random())
    assert inserted == machine.takings + machine.returned + machine.paid
    return inserted


async def lossy(source, target, rng, loss):
    async for packet in source:
        if rng.random() >= loss:
            await sleep(rng.uniform(0.1, 0.3))
            await target.put(packet)
    target.close()


async def sender(messages, out, acknowledgements):
    tries = 0
    for number, message in enumerate(messages):
        while True:
            tries += 1
            await out.put((number, message))
            try:
                async with timeout(1.0):
                    while await acknowledgements.get() != number:
                        pass
                break
            except TimedOut:
                continue
    out.close()
    return tries


async def receiver(packets, acknowledgements):
    expected, received, repeats = 0, [], 0
    async for number, message in packets:
        if number == expected:
            received.append(message)
            expected += 1
        else:
            repeats += 1
        await acknowledgements.put(number)
    return received, repeats


async def protocol(count, rng):
    there, arrived, back, returned = (Channel(4) for _ in range(4))
    messages = [f"message {i}" for i in range(count)]
    async with nursery() as start:
        sending = start(sender(messages, there, returned), "sender")
        start(lossy(there, arrived, rng, 0.2), "line")
        wire_back = start(lossy(back, returned, rng, 0.1), "line back")
        receiving = start(receiver(arrived, back), "receiver")
        received, repeats = await receiving
        back.close()
        tries = await sending
    assert received == messages and wire_back.done
    return tries, repeats


@dataclass
class Rider:
    number: int
    start: int
    goal: int
    called: float = 0.0
    arrived: Optional[float] = None


@dataclass
class Elevator:
    floors: int
    floor: int = 0
    waiting: defaultdict = field(default_factory=lambda: defaultdict(list))
    inside: list = field(default_factory=list)
    bell: Channel = field(default_factory=lambda: Channel(1000))
    travelled: int = 0

    def stops(self):
        return {rider.goal for rider in self.inside} | {floor for floor, riders in self.waiting.items() if riders}

    async def run(self):
        direction = 1
        async for _ in self.bell:
            while stops := self.stops():
                if self.floor in stops:
                    await self.open_doors()
                    continue
                if not any((stop - self.floor) * direction > 0 for stop in stops):
                    direction = -direction
                self.floor += direction
                self.travelled += 1
                await sleep(2)
        return self.travelled

    async def open_doors(self):
        for rider in [r for r in self.inside if r.goal == self.floor]:
            rider.arrived = scheduler.now
            self.inside.remove(rider)
        self.inside += self.waiting.pop(self.floor, [])
        await sleep(1)


async def riders(elevator, count, rng):
    people = []
    for number in range(count):
        start, goal = rng.sample(range(elevator.floors), 2)
        rider = Rider(number, start, goal, scheduler.now)
        people.append(rider)
        elevator.waiting[start].append(rider)
        await elevator.bell.put(number)
        await sleep(rng.expovariate(0.2))
    elevator.bell.close()
    return people


async def numbers(count):
    for i in range(count):
        await sleep(0.1)
        yield i


async def failing():
    async with nursery() as start:
        start(sleep(1000), "sleeper")
        await sleep(1)
        raise LookupError("inside " + current_name.get())


async def main(count):
    rng = random.Random(21)
    machine = VendingMachine(stock=count // 12)
    inserted = await scheduler.spawn(buyers(machine, count, rng), "buyers")
    print("events", VendingMachine.events(), "inserted", inserted, machine.state.name, machine.stock)
    for (before, event, after), times in sorted(machine.history.items(), key=lambda item: (-item[1], item[0][1])):
        print(f"  {before.name:8} {event:8} {after.name:8} {times}")
    print("refused", dict(sorted(machine.refused.items())))
    tries, repeats = await protocol(count // 4, rng)
    print("protocol", tries, repeats, f"{scheduler.now:.6f}")
    elevator = Elevator(12)
    async with nursery() as start:
        moving = start(elevator.run(), "elevator")
        people = await start(riders(elevator, count // 3, rng), "riders")
    waits = [rider.arrived - rider.called for rider in people]
    print("elevator", await moving, f"mean {sum(waits) / len(waits):.4f} worst {max(waits):.4f}")
    print([i * i async for i in numbers(8) if i % 2], {i: await scheduler.spawn(asynchronous(i)) for i in range(3)})
    try:
        await failing()
    except LookupError as error:
        print("failed:", error)
    try:
        async with timeout(2):
            await trap("nonsense")
    except TypeError as error:
        print(error)
    task = scheduler.spawn(sleep(50), "long")
    await sleep(0)
    print(task, task.done)
    scheduler.cancel(task)
    try:
        await task
    except Cancelled as cancelled:
        print("cancelled", cancelled, task)
    print("switches", scheduler.switches, "failures", [(name, type(error).__name__) for name, error in scheduler.failures])


async def asynchronous(value):
    await sleep(value)
    return f"{current_name.get()[:4]}{value}"


if __name__ == "__main__":
    scheduler.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
