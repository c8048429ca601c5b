"""Spectral norm of an infinite matrix by power iteration."""
import math

from harness import run


def element(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def multiply(v):
    n = len(v)
    result = []
    for i in range(n):
        s = 0.0
        for j in range(n):
            s += element(i, j) * v[j]
        result.append(s)
    return result


def multiply_transposed(v):
    n = len(v)
    result = []
    for i in range(n):
        s = 0.0
        for j in range(n):
            s += element(j, i) * v[j]
        result.append(s)
    return result


def main(size):
    u = [1.0] * size
    v = u
    for i in range(10):
        v = multiply_transposed(multiply(u))
        u = multiply_transposed(multiply(v))
    uv = 0.0
    vv = 0.0
    for a, b in zip(u, v):
        uv += a * b
        vv += b * b
    return "%.9f" % math.sqrt(uv / vv)


run(main, 60)
