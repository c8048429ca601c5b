s = {1, 2, 3}
s.add(4); s.discard(9); s.remove(1)
print(sorted(s), 2 in s, len(s), sorted(s | {9}), s & {2, 3} == {2, 3}, s - {2} == {3, 4}, s ^ {2, 99} == {3, 4, 99}, {2} <= s, s >= {2, 3}, s.isdisjoint({7}))
print(set("aab") == {"a", "b"}, frozenset([1, 2]) == {1, 2}, {frozenset([1]): 1}, set(), sorted(set(range(5)) - {0}))
s.update([7, 8]); s.intersection_update({7, 8, 2}); print(sorted(s))
try: s.remove(100)
except KeyError as e: print("KeyError", e)
print({x for x in "hello"} == set("hello"), bool(set()), sorted({3, 1, 2}, reverse=True))

# expect: [2, 3, 4] True 3 [2, 3, 4, 9] True True True True True True
# expect: True True {frozenset({1}): 1} set() [1, 2, 3, 4]
# expect: [2, 7, 8]
# expect: KeyError 100
# expect: True False [3, 2, 1]
