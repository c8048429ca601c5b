r = range(2, 20, 3)
print(r, list(r), len(r), r[1], r[-1], r[1:3], r[::-1], 5 in r, 6 in r, r.index(8), r.count(8), r == range(2, 18 + 1, 3), r.start, r.stop, r.step, bool(range(0)), list(reversed(r)), range(5), hash(range(3)) == hash(range(0, 3)))
print(list(range(5, 0, -2)), list(range(0)), list(range(3, 1)), range(10)[2:8:3], max(range(7)), sum(range(101)), 2.0 in range(3), "a" in range(3), range(0) == range(2, 1), range(10**20, 10**20 + 3)[1], list(range(10**20, 10**20 + 2)), len(range(10**18)), -3 in range(0, -10, -3))
s = slice(1, 10, 2)
print(s, s.start, s.stop, s.step, s.indices(6), slice(5), slice(None, -1).indices(4), slice(None, None, -1).indices(3), s == slice(1, 10, 2), list(range(10))[s])
for f in (lambda: range(1, 2, 0), lambda: range("a"), lambda: range(), lambda: range(1.5), lambda: range(3)[5], lambda: range(3)["a"], lambda: range(3).index(9), lambda: "abc"[::0], lambda: [1][slice("a")], lambda: hash(slice(1))):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
it = iter(range(3)); print(next(it), list(it), next(it, "done"), list(range(3)) + [*range(2)], [x for x in range(10**15, 10**15 + 2)])

# expect: range(2, 20, 3) [2, 5, 8, 11, 14, 17] 6 5 17 range(5, 11, 3) range(17, -1, -3) True False 2 1 True 2 20 3 False [17, 14, 11, 8, 5, 2] range(0, 5) True
# expect: [5, 3, 1] [] [] range(2, 8, 3) 6 5050 True False True 100000000000000000001 [100000000000000000000, 100000000000000000001] 1000000000000000000 True
# expect: slice(1, 10, 2) 1 10 2 (1, 6, 2) slice(None, 5, None) (0, 3, 1) (2, -1, -1) True [1, 3, 5, 7, 9]
# expect: ValueError range() arg 3 must not be zero
# expect: TypeError 'str' object cannot be interpreted as an integer
# expect: TypeError range expected at least 1 argument, got 0
# expect: TypeError 'float' object cannot be interpreted as an integer
# expect: IndexError range object index out of range
# expect: TypeError range indices must be integers or slices, not str
# expect: ValueError 9 is not in range
# expect: ValueError slice step cannot be zero
# expect: TypeError slice indices must be integers or None or have an __index__ method
# expect: TypeError unhashable type: 'slice'
# expect: 0 [1, 2] done [0, 1, 2, 0, 1] [1000000000000000, 1000000000000001]
