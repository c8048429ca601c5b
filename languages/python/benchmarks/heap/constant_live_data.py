"""Allocates for SIZE seconds with constant live data; prints resident memory, in KB, at each tenth of the time. It should be flat."""
import sys
import time


class Node:
    def __init__(self, next):
        self.next = next


def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4


def main(seconds):
    kept = [None] * 10000
    start = time.perf_counter()
    i = 0
    for tenth in range(1, 11):
        while time.perf_counter() - start < seconds * tenth / 10:
            for _ in range(10000):
                i += 1
                kept[i * 7919 % 10000] = Node(str(i))
                if i % 1000 == 0:
                    kept[i % 10000] = [i] * (i % 3000)
        print(resident(), end=" ", flush=True)
    print()


main(float(sys.argv[1]) if len(sys.argv) > 1 else 1)
