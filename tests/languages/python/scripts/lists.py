l = [3, 1, 2]
l.append(5); l.extend([7, 8]); l.insert(0, 9)
print(l, l.pop(), l.pop(0), l.index(1), l.count(3), len(l))
l.sort(); print(l)
l.sort(reverse=True); print(l)
l.reverse(); l.remove(5); print(l, sorted(l, key=lambda x: -x))
print(l[0], l[-1], l[1:3], l[::-1], l + [1], l * 2, [0] * 3)
l[1:2] = [10, 11, 12]; print(l)
del l[0]; del l[1:3]; print(l)
l[::2] = [0] * len(l[::2]); print(l)
m = l.copy(); m.clear(); print(l, m, l == [0], [[1], [2]] == [[1], [2]])
print([1, [2, [3]]], [] or "empty", list("abc"), list(range(5))[1:4])
a = [1]; a.append(a); print(a)
words = ["banana", "Apple", "cherry"]
print(sorted(words), sorted(words, key=str.lower), sorted(words, key=len), max(words, key=len), min([3, 1, 2]))
print(list(map(lambda x: x * 2, [1, 2])), list(filter(None, [0, 1, "", 2])), list(zip([1, 2], "ab")), list(reversed([1, 2, 3])), list(enumerate("ab", 1)))
for bad in (lambda: l[100], lambda: [].pop(), lambda: [1].remove(5), lambda: [].index(1)):
    try: bad()
    except Exception as e: print(type(e).__name__, e)

# expect: [3, 1, 2, 5, 7] 8 9 1 1 5
# expect: [1, 2, 3, 5, 7]
# expect: [7, 5, 3, 2, 1]
# expect: [1, 2, 3, 7] [7, 3, 2, 1]
# expect: 1 7 [2, 3] [7, 3, 2, 1] [1, 2, 3, 7, 1] [1, 2, 3, 7, 1, 2, 3, 7] [0, 0, 0]
# expect: [1, 10, 11, 12, 3, 7]
# expect: [10, 3, 7]
# expect: [0, 3, 0]
# expect: [0, 3, 0] [] False True
# expect: [1, [2, [3]]] empty ['a', 'b', 'c'] [1, 2, 3]
# expect: [1, [...]]
# expect: ['Apple', 'banana', 'cherry'] ['Apple', 'banana', 'cherry'] ['Apple', 'banana', 'cherry'] banana 1
# expect: [2, 4] [1, 2] [(1, 'a'), (2, 'b')] [3, 2, 1] [(1, 'a'), (2, 'b')]
# expect: IndexError list index out of range
# expect: IndexError pop from empty list
# expect: ValueError list.remove(x): x not in list
# expect: ValueError 1 is not in list
