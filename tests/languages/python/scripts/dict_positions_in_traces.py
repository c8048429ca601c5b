# A key that is looked up again is found where it is by then, however the table changed in between.
def count(words, disturb):
    counts = {}
    for i, word in enumerate(words):
        key = word.lower()
        if key in counts:
            disturb(counts, key, i)
            counts[key] = counts.get(key, 0) + 1
        else:
            counts[key] = 1
            if key not in counts: print("lost", key)
    return sorted(counts.items())[:4], len(counts)

words = ["W%d" % (i * 7 % 13) for i in range(300)]
def nothing(counts, key, i): pass
def insert(counts, key, i): counts["x%d" % i] = i
def delete(counts, key, i):
    if i % 5 == 0: del counts[key]
def again(counts, key, i):
    value = counts.pop(key)
    counts[key] = value
def clear(counts, key, i):
    if i % 50 == 49: counts.clear()
for disturb in nothing, insert, delete, again, clear:
    print(disturb.__name__, count(words, disturb))

def unique(words):
    seen, order = set(), []
    for i, word in enumerate(words):
        key = word.upper()
        if key not in seen:
            seen.add(key)
            order.append(key in seen)
        elif i % 11 == 0:
            seen.discard(key)
            order.append(key in seen)
        if i % 40 == 39: seen.update("N%d" % k for k in range(i))
    return len(seen), order.count(True), order.count(False)
print(unique(words))
numbers = {}
for i in range(400):
    k = (i * i) % 97 << 3
    if k in numbers:
        numbers[k] += 1
        if i % 9 == 0: numbers[i << 20] = 0
    else: numbers[k] = 1
print(len(numbers), sum(numbers.values()))
s = "already lower"
print(s.lower() == s, "Mixed".lower(), "Mixed".upper(), "UP".upper(), "É".lower(), "straße".upper())
# expect: nothing ([('w0', 24), ('w1', 23), ('w10', 23), ('w11', 23)], 13)
# expect: insert ([('w0', 24), ('w1', 23), ('w10', 23), ('w11', 23)], 300)
# expect: delete ([('w0', 4), ('w1', 2), ('w10', 2), ('w11', 1)], 13)
# expect: again ([('w0', 24), ('w1', 23), ('w10', 23), ('w11', 23)], 13)
# expect: clear ([('w0', 1)], 1)
# expect: (291, 38, 26)
# expect: 88 400
# expect: True mixed MIXED UP é STRASSE
