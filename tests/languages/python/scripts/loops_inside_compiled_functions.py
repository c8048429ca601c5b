# A trace of a function that meets a loop without code ends there; the loop is compiled on its own.
# expect: 499500 1000
# expect: 40690
# expect: [3, 6, 9]
def total(n):
    t = 0
    for i in range(n):
        t += i
    return t


def many(k):
    result = 0
    for round in range(k):
        count = 0
        while count < round % 5:
            count += 1
            for j in (1, 2, 3):
                result += j * count
    return result


def short(values):
    result = []
    for value in values:
        for repetition in range(3):
            value += value if repetition == 0 else value // (repetition * 2)
        result.append(value)
    return [value // value * index * 3 for index, value in enumerate(result, 1)]


last = 0
for k in range(300):
    last = total(k % 7)
print(total(1000), len(range(1000)))
print(sum(many(k) for k in range(60)) + last)
print(short([4, 8, 12]))
