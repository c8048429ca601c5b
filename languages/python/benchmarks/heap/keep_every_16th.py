"""Objects of two fields, of which every sixteenth is kept. The seconds of a repetition, divided by SIZE, are the cost of one."""
from programs import run


class Pair:
    __slots__ = ("first", "second")

    def __init__(self, first, second):
        self.first = first
        self.second = second


def main(size):
    kept = [None] * 1024
    for i in range(size):
        pair = Pair(i, None)
        if i % 16 == 0:
            kept[i // 16 % 1024] = pair
    return sum(p.first for p in kept if p is not None)


run(main, 20000)
