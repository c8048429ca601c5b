a, b = {1, 2, 3}, {2, 3, 4}
print(a | b, a & b, a - b, a ^ b, a < b, a <= a, {1} < a, a > {1, 2}, a == {3, 2, 1}, a != b, a.isdisjoint({9}), a.issubset(range(9)), a.issuperset([1]))
print(a.union([7], (8,)), a.intersection([1, 2]), a.difference([1], [2]), a.symmetric_difference([1, 9]), len(a), 2 in a, 7 in a, sorted(a), set(), frozenset(), frozenset([1]), set("aab") == {"a", "b"})
c = set(a); c.add(9); c.add(9); c.discard(1); c.discard(77); c.remove(2); print(c, c.copy() == c); c |= {5}; c &= {5, 3}; c ^= {3, 8}; c -= {8}; print(c); c.update([1], "a"); print(len(c)); c.clear(); print(c, bool(c))
d = {frozenset({1, 2}): "x"}; print(d[frozenset({2, 1})], hash(frozenset()) == hash(frozenset()), frozenset({1}) == {1}, {1} | frozenset({2}), frozenset({1}) | {2}, type(frozenset({1}) & {1}), {frozenset({1})} == {frozenset({1})})
print({x % 3 for x in range(10)}, {1, 1.0, True}, {"a", *"bc"} == set("abc"), min({3, 1}), sum({1, 2}), list({5}), {1, 2, 3}.pop() in (1, 2, 3), {1} in [{1}], {1} in [frozenset([1])])
for f in (lambda: {[]}, lambda: set(5), lambda: {1} | [2], lambda: {1}.remove(9), lambda: set().pop(), lambda: {1} < [1], lambda: {1}[0], lambda: hash({1}), lambda: {1}.add([]), lambda: {1} + {2}, lambda: frozenset().add(1), lambda: {1}.foo):
    try:
        print(f())
    except Exception as err:
        print(type(err).__name__, err)
def change():
    s = {1, 2}
    for x in s: s.add(x + 10)
try:
    change()
except RuntimeError as err:
    print(err)

# expect: {1, 2, 3, 4} {2, 3} {1} {1, 4} False True True True True True True True True
# expect: {1, 2, 3, 7, 8} {1, 2} {3} {2, 3, 9} 3 True False [1, 2, 3] set() frozenset() frozenset({1}) True
# expect: {3, 9} True
# expect: {5}
# expect: 3
# expect: set() False
# expect: x True True {1, 2} frozenset({1, 2}) <class 'frozenset'> True
# expect: {0, 1, 2} {1} True 1 3 [5] True True True
# expect: TypeError unhashable type: 'list'
# expect: TypeError 'int' object is not iterable
# expect: TypeError unsupported operand type(s) for |: 'set' and 'list'
# expect: KeyError 9
# expect: KeyError 'pop from an empty set'
# expect: TypeError '<' not supported between instances of 'set' and 'list'
# expect: TypeError 'set' object is not subscriptable
# expect: TypeError unhashable type: 'set'
# expect: TypeError unhashable type: 'list'
# expect: TypeError unsupported operand type(s) for +: 'set' and 'set'
# expect: AttributeError 'frozenset' object has no attribute 'add'
# expect: AttributeError 'set' object has no attribute 'foo'
# expect: Set changed size during iteration
