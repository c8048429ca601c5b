"""Dense matrix multiplication with lists of lists."""
from harness import run


def make(n, seed):
    rows = []
    for i in range(n):
        row = []
        for j in range(n):
            seed = (seed * 1103 + 12345) % 65536
            row.append(seed / 65536.0 - 0.5)
        rows.append(row)
    return rows


def multiply(a, b):
    n = len(a)
    columns = len(b[0])
    result = []
    for i in range(n):
        ai = a[i]
        row = []
        for j in range(columns):
            s = 0.0
            for k in range(n):
                s += ai[k] * b[k][j]
            row.append(s)
        result.append(row)
    return result


def main(size):
    a = make(size, 1)
    b = make(size, 2)
    c = multiply(a, b)
    trace = 0.0
    for i in range(size):
        trace += c[i][i]
    return "%.9f" % trace


run(main, 80)
