"""A graph of old objects whose edges are exchanged and nodes replaced at random."""
from programs import run


class Node:
    def __init__(self, value):
        self.value = value
        self.left = None
        self.right = None


def main(size):
    count = 50000
    nodes = [Node(i) for i in range(count)]
    seed = 12345
    for i in range(size):
        seed = (seed * 1103515245 + 12345) & 0x7fffffff
        a = nodes[seed % count]
        b = nodes[(seed >> 8) % count]
        a.left, b.right = b.left, a
        if i % 4 == 0:
            fresh = Node(i)
            fresh.left = a.right
            nodes[seed % count] = fresh
    return "%d %d" % (sum(n.value for n in nodes), sum(n.left is None for n in nodes))


run(main, 20000)
