"""Counts the points of a grid that stay bounded under z -> z*z + c."""
from harness import run


def escape(cr, ci, limit):
    zr = 0.0
    zi = 0.0
    for i in range(limit):
        zr2 = zr * zr
        zi2 = zi * zi
        if zr2 + zi2 > 4.0:
            return i
        zi = 2.0 * zr * zi + ci
        zr = zr2 - zi2 + cr
    return limit


def main(size):
    inside = 0
    steps = 0
    for y in range(size):
        ci = 2.0 * y / size - 1.0
        for x in range(size):
            cr = 3.0 * x / size - 2.0
            n = escape(cr, ci, 50)
            steps += n
            if n == 50:
                inside += 1
    return "%d inside, %d steps" % (inside, steps)


run(main, 200)
