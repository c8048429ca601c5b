# Sums, differences and shifts around 64 and 128 bits, both signs, against the same done by parts.
edges = [0, 1, 2**47, 2**48 - 1, 2**48, 2**62, 2**63 - 1, 2**63, 2**64 - 1, 2**64, 2**100 + 7, 2**127 - 1, 2**127, 2**128 - 1, 2**128, 2**200]
values = edges + [-x for x in edges]
base = 10**9


def digits(x):
    result = []
    for i in range(8):
        x, digit = divmod(x, base)
        result.append(digit)
    return result, x


def joined(parts):
    low, x = parts
    for digit in reversed(low):
        x = x * base + digit
    return x


wrong = 0
for x in values:
    for y in values:
        if digits(x + y) != digits(joined(digits(x)) + y) or (x + y) - y != x or (x - y) + y != x:
            wrong += 1
        if str(x + y) != str(-(-x - y)):
            wrong += 1
    for n in 0, 1, 13, 63, 64, 65, 127, 128, 129, 200:
        if x << n != x * 2**n or x >> n != x // 2**n or (x << n) >> n != x:
            wrong += 1
print(wrong)
# expect: 0
print(2**127 + 2**127, -(2**127) - 2**127, 2**128 - 1 + 1, (2**64 + 5) - (2**64 + 3), -(2**63), -(2**63) - 1)
# expect: 340282366920938463463374607431768211456 -340282366920938463463374607431768211456 340282366920938463463374607431768211456 2 -9223372036854775808 -9223372036854775809
print([(-(2**100) - 1) >> n for n in (1, 64, 100, 101, 127, 128, 1000)])
# expect: [-633825300114114700748351602689, -68719476737, -2, -1, -1, -1, -1]
print(sum([2**62, 2**62, 2**62]), sum(x for x in (2**47, 2**47, 1)), sum([1, 2, 0.5, 3]), sum([True, 2]), sum([2**47] * 70000), sum([1, 2], -5), sum(iter([5, 2**70])))
# expect: 13835058055282163712 281474976710657 6.5 3 9851624184872960000 -2 1180591620717411303429


def generator(seed, n):
    for i in range(n):
        seed = (seed * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        seed ^= seed >> 33
    return seed


print(generator(1, 500), generator(12345, 500))
# expect: 6116591317589109249 12570421468541648975
