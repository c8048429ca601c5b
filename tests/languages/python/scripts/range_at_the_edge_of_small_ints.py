# Ranges whose ends lie at or beyond 48 bits: every value is exact.
def total(r):
    s = 0
    for i in r:
        s += i
    return s


edge = 2**48
for start in (edge - 3, -edge - 3, edge * 4, 2**63 - 2):
    print(total(range(start, start + 5)), total(range(start + 5, start, -1)), total(reversed(range(start, start + 5))))
print(sum(range(-edge, edge, edge // 2)))
print(total(range(edge - 2000, edge + 2000)) == 4000 * edge - 2000)
# expect: 1407374883553275 1407374883553280 1407374883553275
# expect: -1407374883553285 -1407374883553280 -1407374883553285
# expect: 5629499534213130 5629499534213135 5629499534213130
# expect: 46116860184273879040 46116860184273879045 46116860184273879040
# expect: -281474976710656
# expect: True
