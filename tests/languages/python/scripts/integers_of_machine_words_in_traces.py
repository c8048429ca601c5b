# Integers between 49 and 64 bits, and beyond, in loops: what machine words can do is part of the trace.
def lcg(n):
    x=12345; t=0
    for i in range(n):
        x = (x*1103515245+12345) % 2147483648
        t += x & 255
    return t
def mix(n):
    x=88172645463325252; t=0
    for i in range(n):
        x ^= (x<<13)&0xFFFFFFFFFFFFFFFF
        x ^= x>>7
        x ^= (x<<17)&0xFFFFFFFFFFFFFFFF
        t += x%100
    return t
def fnv(s,n):
    t=0
    for i in range(n):
        h=2166136261
        for c in s: h=((h^c)*16777619)&0xffffffff
        t+=h
    return t
def corners():
    out = []
    for i in range(60):
        for x in (2**48 - 1, -2**48, 2**63 - 1, -2**63, 2**62 + i, -2**62 - i, 2**64 + i, i):
            for y in (1, -1, 3, -7, 2**20, 2**49 + 1, -2**50):
                out.append((x + y, x - y, x * y, x // y, x % y, x & y, x | y, x ^ y, x << (y & 7), x >> (y & 63), x < y, x == y))
    return hash(tuple(out)) if False else sum(sum(row) % 1000003 for row in out)
print(lcg(3000), mix(600), fnv(b'hello world', 300), corners())
# expect: 382548 29234 1074801842100 1649264138
