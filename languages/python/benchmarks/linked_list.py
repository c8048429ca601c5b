"""Builds, reverses, filters and sums linked lists."""
from harness import run


class Cell:
    def __init__(self, value, next):
        self.value = value
        self.next = next


def build(n, seed):
    head = None
    for i in range(n):
        seed = (seed * 137 + 11) % 10007
        head = Cell(seed, head)
    return head


def reverse(cell):
    result = None
    while cell is not None:
        result = Cell(cell.value, result)
        cell = cell.next
    return result


def keep_even(cell):
    result = None
    while cell is not None:
        if cell.value % 2 == 0:
            result = Cell(cell.value, result)
        cell = cell.next
    return result


def total(cell):
    s = 0
    while cell is not None:
        s += cell.value
        cell = cell.next
    return s


def main(size):
    s = 0
    for i in range(size):
        cells = build(500, i)
        s += total(keep_even(reverse(cells))) % 1000003
        s -= total(cells) % 7
    return s


run(main, 100)
