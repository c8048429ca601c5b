"""Counts the ways to place n queens by backtracking."""
from harness import run


def place(row, n, columns, rising, falling):
    if row == n:
        return 1
    count = 0
    for column in range(n):
        if not columns[column] and not rising[row + column] and not falling[row - column + n]:
            columns[column] = rising[row + column] = falling[row - column + n] = True
            count += place(row + 1, n, columns, rising, falling)
            columns[column] = rising[row + column] = falling[row - column + n] = False
    return count


def main(size):
    return place(0, size, [False] * size, [False] * (2 * size), [False] * (2 * size + 1))


run(main, 7)
