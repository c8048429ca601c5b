"""Builds and walks many short-lived binary trees beside a long-lived one."""
from harness import run


class Node:
    def __init__(self, left, right):
        self.left = left
        self.right = right


def build(depth):
    if depth == 0:
        return Node(None, None)
    return Node(build(depth - 1), build(depth - 1))


def count(node):
    if node.left is None:
        return 1
    return 1 + count(node.left) + count(node.right)


def main(size):
    keep = build(size)
    lines = []
    for depth in range(4, size + 1, 4):
        trees = 1 << (size - depth + 4)
        total = 0
        for i in range(trees):
            total += count(build(depth))
        lines.append("%d trees of depth %d: %d" % (trees, depth, total))
    lines.append("kept: %d" % count(keep))
    return "\n".join(lines)


run(main, 10)
