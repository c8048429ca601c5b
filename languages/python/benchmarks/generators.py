"""A pipeline of generators: produce, filter, transform, batch, reduce."""
from harness import run


def produce(n):
    seed = 7
    for i in range(n):
        seed = (seed * 4093 + 1237) % 65521
        yield seed


def keep_odd(values):
    for value in values:
        if value % 2 == 1:
            yield value


def square(values):
    for value in values:
        yield value * value % 10007


def batches(values, size):
    batch = []
    for value in values:
        batch.append(value)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def walk(tree):
    if tree is not None:
        left, value, right = tree
        yield from walk(left)
        yield value
        yield from walk(right)


def insert(tree, value):
    if tree is None:
        return (None, value, None)
    left, here, right = tree
    if value < here:
        return (insert(left, value), here, right)
    return (left, here, insert(right, value))


def main(size):
    total = 0
    for batch in batches(square(keep_odd(produce(size))), 16):
        total += max(batch) - min(batch)
    tree = None
    for value in produce(200):
        tree = insert(tree, value)
    for i in range(size // 2000 + 1):
        total += sum(x for x in walk(tree) if x % 3 == 0)
    return total


run(main, 20000)
