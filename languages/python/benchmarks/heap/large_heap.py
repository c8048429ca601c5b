"""Keeps some SIZE million objects alive and changes them at random; JITWRIGHT=stats tells the pauses of the collector."""
from programs import run


class Node:
    __slots__ = ("value", "other")

    def __init__(self, value, other):
        self.value = value
        self.other = other


def main(size):
    count = size * 1000000
    nodes = [Node(i, None) for i in range(count)]
    seed = 12345
    for i in range(2 * count):
        seed = (seed * 1103515245 + 12345) & 0x7fffffff
        a = nodes[seed % count]
        b = nodes[(seed >> 7) % count]
        a.other = b
        nodes[(seed >> 3) % count] = Node(i, a)
        if seed & 7 == 0:
            b.other = None
    return len(nodes)


run(main, 1)
