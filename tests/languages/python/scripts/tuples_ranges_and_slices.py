t = (1, 2, 3)
print(t + (4,), t * 2, t[1:], t.index(2), t.count(1), (), (1,), len(t), 2 in t, hash((1, 2)) == hash((1, 2)))
r = range(2, 20, 3)
print(r, list(r), len(r), r[2], r[-1], r[1:3], 5 in r, 6 in r, r == range(2, 20, 3), list(reversed(r)))
print(list(range(5, 0, -1)), list(range(0)), range(10)[::2], range(10 ** 20)[5])
s = slice(1, 5, 2)
print(s, "abcdefg"[s], s.start, s.stop, s.step, s.indices(4))
try: t[0] = 1
except TypeError as e: print(e)
try: range(1, 2, 0)
except ValueError as e: print(e)
print(tuple("ab"), tuple([1]), (1, 2) < (1, 3), max((1, 5), (2, 0)), *t, sep="-")

# expect: (1, 2, 3, 4) (1, 2, 3, 1, 2, 3) (2, 3) 1 1 () (1,) 3 True True
# expect: range(2, 20, 3) [2, 5, 8, 11, 14, 17] 6 8 17 range(5, 11, 3) True False True [17, 14, 11, 8, 5, 2]
# expect: [5, 4, 3, 2, 1] [] range(0, 10, 2) 5
# expect: slice(1, 5, 2) bd 1 5 2 (1, 4, 2)
# expect: 'tuple' object does not support item assignment
# expect: range() arg 3 must not be zero
# expect: ('a', 'b')-(1,)-True-(2, 0)-1-2-3
