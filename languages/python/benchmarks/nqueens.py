"""Counts the ways to place eight queens by backtracking, again and again."""
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
    count = 0
    for i in range(size):
        count += place(0, 8, [False] * 8, [False] * 16, [False] * 17)
    return count


run(main, 50)
