"""Primes below a bound by crossing out multiples."""
from harness import run


def main(size):
    composite = [False] * (size + 1)
    count = 0
    total = 0
    for i in range(2, size + 1):
        if not composite[i]:
            count += 1
            total += i
            j = i * i
            while j <= size:
                composite[j] = True
                j += i
    return "%d primes, sum %d" % (count, total)


run(main, 500000)
