"""Greatest number of prefix reversals over all permutations of eight, and a checksum, again and again."""
from harness import run


def fannkuch(n):
    permutation = list(range(n))
    counts = [0] * n
    sign = 1
    checksum = 0
    best = 0
    while True:
        first = permutation[0]
        if first != 0:
            p = permutation[:]
            flips = 0
            while first != 0:
                i = 1
                j = first - 1
                while i < j:
                    p[i], p[j] = p[j], p[i]
                    i += 1
                    j -= 1
                p[0], p[first], first = p[first], first, p[first]
                flips += 1
            if flips > best:
                best = flips
            checksum += sign * flips
        if sign == 1:
            permutation[0], permutation[1] = permutation[1], permutation[0]
            sign = -1
        else:
            permutation[1], permutation[2] = permutation[2], permutation[1]
            sign = 1
            for i in range(2, n):
                if counts[i] < i:
                    counts[i] += 1
                    break
                if i == n - 1:
                    return "%d %d" % (checksum, best)
                counts[i] = 0
                t = permutation[0]
                for j in range(i + 1):
                    permutation[j] = permutation[j + 1]
                permutation[i + 1] = t


def main(size):
    for i in range(size):
        result = fannkuch(8)
    return result


run(main, 2)
