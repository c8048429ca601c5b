# Threads: locks, blocking, switching in loops, thread-local data, errors.
import _thread
import time
import posix

done = _thread.allocate_lock()
results = []


def count(name, n):
    total = 0
    for i in range(n):
        total += i
    results.append((name, total))
    if len(results) == 3:
        done.release()


done.acquire()
for name in "abc":
    _thread.start_new_thread(count, (name,), {"n": 100000})
done.acquire()
print(sorted(results), done.locked())
# expect: [('a', 4999950000), ('b', 4999950000), ('c', 4999950000)] True

# A loop that never gives up its turn is interrupted for the others.
stop = False


def spin():
    global turns
    while not stop:
        turns += 1


turns = 0
_thread.start_new_thread(spin, ())
time.sleep(0.03)
stop = True
print(turns > 0)
# expect: True

# Producer and consumer with a lock for each direction.
full, empty = _thread.allocate_lock(), _thread.allocate_lock()
full.acquire()
box = None
got = []


def produce():
    global box
    for i in range(200):
        empty.acquire()
        box = [i] * 3
        full.release()


_thread.start_new_thread(produce, ())
for i in range(200):
    full.acquire()
    got.append(sum(box))
    empty.release()
print(len(got), got[-1], got == [3 * i for i in range(200)])
# expect: 200 597 True

lock = _thread.allocate_lock()
lock.acquire()
start = time.monotonic()
print(lock.acquire(False), lock.acquire(timeout=0.02), time.monotonic() - start >= 0.02)
# expect: False False True
for call in (lambda: lock.acquire(False, 1), lambda: lock.acquire(True, -2), lambda: _thread.allocate_lock().release(),
             lambda: _thread.RLock().release(), lambda: _thread.start_new_thread(1, ())):
    try:
        call()
    except (ValueError, RuntimeError, TypeError) as e:
        print(type(e).__name__, e)
# expect: ValueError can't specify a timeout for a non-blocking call
# expect: ValueError timeout value must be positive
# expect: RuntimeError release unlocked lock
# expect: RuntimeError cannot release un-acquired lock
# expect: TypeError first arg must be callable


class Local(_thread._local):
    def __init__(self, start):
        self.value = start


local = Local(5)
local.value += 1
seen = []
ready = _thread.allocate_lock()
ready.acquire()


def look():
    seen.append(local.value)
    local.value = 99
    ready.release()


_thread.start_new_thread(look, ())
ready.acquire()
print(local.value, seen, local.__dict__)
# expect: 6 [5] {'value': 6}

# A read that waits lets others run.
r, w = posix.pipe()


def send():
    time.sleep(0.01)
    posix.write(w, b"sent")


_thread.start_new_thread(send, ())
print(posix.read(r, 10))
# expect: b'sent'


# Generators and exceptions keep to their thread.
def numbers(n):
    for i in range(n):
        try:
            yield i
        finally:
            pass


def work(n, out):
    for i in numbers(n):
        try:
            if i % 3 == 0:
                raise ValueError(i)
            out.append(i)
        except ValueError as e:
            out.append(-e.args[0])


finished = [_thread.allocate_lock() for _ in range(3)]
outs = [[], [], []]


def run(k):
    work(3000, outs[k])
    finished[k].release()


for k in range(3):
    finished[k].acquire()
    _thread.start_new_thread(run, (k,))
for k in range(3):
    finished[k].acquire()
print(outs[0] == outs[1] == outs[2], sum(outs[0]), _thread._count())
# expect: True 1501500 0
print(_thread.get_ident() != 0, _thread.TIMEOUT_MAX > 1000)
# expect: True True
