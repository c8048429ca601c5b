# What is asked once before a loop (an end within a length, small numbers) holds for that entry only.
def total(values, end):
    result = 0
    for i in range(end):
        result += values[i]
    return result

values = list(range(100))
for end in [100] * 5 + [40]:
    print(total(values, end), end=" ")
try:
    print(total(values, 101))
except IndexError as error:
    print(error)
print(total(values, 100))

def shrink(values, end):
    seen = 0
    for i in range(end):
        if i == 70: del values[50:]
        seen += values[i]
    return seen
try:
    print(shrink(list(range(100)), 100))
except IndexError as error:
    print(error)

def grow(values):
    i = 0
    while i < len(values):
        if values[i] == 3 and len(values) < 60: values.append(i)
        if values[i] != i and len(values) < 200: values.append(3)
        i += 1
    return i, sum(values)
print(grow(list(range(50))))

def scaled(k, end):
    result = 0
    for i in range(end):
        result += k * i + (k + i) * (k + i + 1)
    return result
for k in 3, 3, 0, -5, 1 << 21, 1 << 22, 1 << 40, (1 << 48) - 1, 1 << 60, 2.5, 3:
    print(k, scaled(k, 60))
print(scaled(3, 70), scaled(1 << 30, 64))

def window(values, start, end):
    result = 0
    for i in range(start, end):
        result += values[i] * 2
    return result
print(window(values, 5, 90), window(values, -10, 30), window(values, 0, 100))
# expect: 4950 4950 4950 4950 4950 780 list index out of range
# expect: 4950
# expect: list index out of range
# expect: (200, 1873)
# expect: 3 88630
# expect: 3 88630
# expect: 0 71980
# expect: -5 46630
# expect: 2097152 263894052444460
# expect: 4194304 1055553686149420
# expect: 1099511627776 72535549182782127923599660
# expect: 281474976710655 4753689750857337999240368030830
# expect: 1152921504606846976 79753679747094958565416903355589007660
# expect: 2.5 85780.0
# expect: 3 88630
# expect: 136885 73786982857548322112
# expect: 7990 2760 9900
