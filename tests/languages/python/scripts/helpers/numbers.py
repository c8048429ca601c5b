__all__ = ["double", "triple"]
hidden = 1


def double(x):
    return x * 2


def triple(x):
    return x * 3


def fail():
    raise ValueError("from helpers")
