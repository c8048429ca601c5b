# Indexes count from either end, in hot loops too; out of range at both ends is an IndexError.
items = [10, 20, 30]
pair = (1, 2)
word = "abc"


def walk(n):
    s = 0
    for i in range(n):
        s += items[-1 - i % 3] + items[i % 3] + pair[-1 - i % 2]
        if word[-1 - i % 3] == word[2 - i % 3]:
            s += 1
        items[-1 - i % 3] = items[-1 - i % 3]
    return s


print(walk(3000))
for index in (3, -4, 2**48, -(2**48)):
    for sequence in (items, pair, word):
        try:
            sequence[index]
        except IndexError as error:
            print(error)
# expect: 127500
# expect: list index out of range
# expect: tuple index out of range
# expect: string index out of range
# expect: list index out of range
# expect: tuple index out of range
# expect: string index out of range
# expect: list index out of range
# expect: tuple index out of range
# expect: string index out of range
# expect: list index out of range
# expect: tuple index out of range
# expect: string index out of range
