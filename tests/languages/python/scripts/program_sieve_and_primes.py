def sieve(n):
    flags = [True] * (n + 1)
    flags[0] = flags[1] = False
    i = 2
    while i * i <= n:
        if flags[i]:
            for j in range(i * i, n + 1, i):
                flags[j] = False
        i += 1
    return [i for i, f in enumerate(flags) if f]
p = sieve(5000)
print(len(p), p[:10], p[-1], sum(p))

# expect: 669 [2, 3, 5, 7, 11, 13, 17, 19, 23, 29] 4999 1548136
