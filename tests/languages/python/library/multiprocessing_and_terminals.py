# Processes that share work, queues, pipes and values; the modules resource and termios.
import multiprocessing
import os
import pty
import resource
import termios
import tty
from concurrent.futures import ProcessPoolExecutor


def square(x):
    return x * x


if __name__ == "__main__":
    with multiprocessing.Pool(2) as pool:
        print(pool.map(square, range(5)), pool.apply(square, (9,)), list(pool.imap(square, range(3))))
    # a process for each call of Process
    queue = multiprocessing.Queue()
    process = multiprocessing.Process(target=queue.put, args=([1, 2],))
    process.start()
    print(queue.get())
    process.join()
    print(process.exitcode)
    with ProcessPoolExecutor(2) as executor:
        print(list(executor.map(square, [1, 2, 3])))
    here, there = multiprocessing.Pipe()
    here.send({"x": 1})
    print(there.recv())
    lock = multiprocessing.RLock()
    with lock, lock:
        print(lock.acquire(), lock)
    semaphore = multiprocessing.Semaphore(1)
    print(semaphore.acquire(), semaphore.acquire(False), semaphore.acquire(timeout=0.01))
    event = multiprocessing.Event()
    other = multiprocessing.Process(target=event.set)
    other.start()
    print(event.wait(20))
    other.join()
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > 1000, resource.getrlimit(resource.RLIMIT_NOFILE)[0] > 10)
    master, slave = pty.openpty()
    before = termios.tcgetattr(slave)
    tty.setraw(slave)
    print(bool(before[3] & termios.ECHO), bool(termios.tcgetattr(slave)[3] & termios.ECHO))
    termios.tcsetattr(slave, termios.TCSADRAIN, before)
    print(termios.tcgetattr(slave) == before)
    try:
        termios.tcgetattr(os.pipe()[0])
    except termios.error as error:
        print(error)
# expect: [0, 1, 4, 9, 16] 81 [0, 1, 4]
# expect: [1, 2]
# expect: 0
# expect: [1, 4, 9]
# expect: {'x': 1}
# expect: True <RLock(MainProcess, 3)>
# expect: True False False
# expect: True
# expect: True True
# expect: True False
# expect: True
# expect: (25, 'Inappropriate ioctl for device')
