def queens(n):
    count = 0
    cols, d1, d2 = [False] * n, [False] * (2 * n), [False] * (2 * n)
    def place(r):
        nonlocal count
        if r == n:
            count += 1
            return
        for c in range(n):
            if not (cols[c] or d1[r + c] or d2[r - c + n]):
                cols[c] = d1[r + c] = d2[r - c + n] = True
                place(r + 1)
                cols[c] = d1[r + c] = d2[r - c + n] = False
    place(0)
    return count
print([queens(n) for n in range(1, 8)])
def perms(l):
    if len(l) <= 1:
        yield l
        return
    for i in range(len(l)):
        for rest in perms(l[:i] + l[i + 1:]):
            yield [l[i]] + rest
ps = list(perms([1, 2, 3, 4]))
print(len(ps), ps[0], ps[-1])

# expect: [1, 0, 0, 2, 10, 4, 40]
# expect: 24 [1, 2, 3, 4] [4, 3, 2, 1]
