"""Doubly recursive Fibonacci numbers: calls and nothing else."""
from harness import run


def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


def main(size):
    return fib(size)


run(main, 24)
