a = [3, 1, 2]
a.append(4); a.extend((5, 6)); a.extend(x for x in "ab"); a.insert(0, 0); a.insert(100, "end"); a.insert(-1, "pre"); print(a, len(a))
print(a.pop(), a.pop(0), a.pop(-2), a, a.index(1), a.index(2, 1), a.count(1), a.copy() is a)
a.remove(5); a.reverse(); print(a, a[::-1], a[1:3], a[-2:], a[::2], a[10:], a[:-10], a[3:1:-1])
b = list(range(10)); b[2:5] = ["x"]; print(b); b[::2] = [0] * len(b[::2]); print(b); del b[1]; del b[1:3]; del b[::2]; print(b); b[1:1] = [7, 8, 9]; print(b); b[:] = []; print(b)
c = [1, 2]; c += (3,); c *= 2; print(c, c + [9], 2 * [0], [1, 2] * 0, [[]] * 2, c == [1, 2, 3, 1, 2, 3], [1, 2] < [1, 3], [1] < [1, 0], [] < [1], [2] > [1, 9], c.clear(), c)
print(sorted([3, 1, 2]), sorted("bca", reverse=True), sorted([(1, "b"), (1, "a"), (0, "z")]), sorted(["b", "A", "c"], key=str.lower), sorted([1.5, 1, -2, True]), sorted(range(50), key=lambda x: x % 7)[:12])
d = [5, 2, 9, 1]; d.sort(); print(d); d.sort(key=lambda x: -x); print(d); d.sort(reverse=True); print(d)
e = [1, [2]]; e.append(e); print(e, e[2] is e, 2 in e, [2] in e, 3 not in e, list("abc"), list({1: 2}), [*range(3), *"ab"])
for f in (lambda: [][0], lambda: [1].pop(5), lambda: [].pop(), lambda: [1].remove(2), lambda: [1].index(2), lambda: [1]["a"], lambda: [1] + (2,), lambda: [1] * "a", lambda: sorted([1, "a"]), lambda: [1, 2].sort(5), lambda: list(5), lambda: [1][None:"a"], lambda: [].append(), lambda: [1].insert(1), lambda: hash([]), lambda: [1] < 5, lambda: list(1, 2), lambda: [1, 2].foo):
    try:
        print(f())
    except Exception as err:
        print(type(err).__name__, err)
def bad():
    x = [1, 2, 3, 4]
    x[::2] = [1]
def bad2():
    x = [1]; x[0:1] = 5
def bad3():
    x = [1]; x[3] = 1
def bad4():
    x = [3, 1, 2]
    x.sort(key=lambda v: x.append(v) or v)
def bad5():
    del [1][4]
for f in (bad, bad2, bad3, bad4, bad5):
    try:
        f()
    except Exception as err:
        print(type(err).__name__, err)
import sys
class K:
    def __init__(s, v): s.v = v
    def __lt__(s, o): return s.v < o.v
    def __repr__(s): return f"K{s.v}"
print(sorted([K(3), K(1), K(2)]), min([K(3), K(1)]), sorted([K(i * 37 % 101) for i in range(100)])[:5], [x for x in reversed([1, 2, 3])], list(zip([1, 2], "ab", (None, 0))))

# expect: [0, 3, 1, 2, 4, 5, 6, 'a', 'b', 'pre', 'end'] 11
# expect: end 0 b [3, 1, 2, 4, 5, 6, 'a', 'pre'] 1 2 1 False
# expect: ['pre', 'a', 6, 4, 2, 1, 3] [3, 1, 2, 4, 6, 'a', 'pre'] ['a', 6] [1, 3] ['pre', 6, 2, 3] [] [] [4, 6]
# expect: [0, 1, 'x', 5, 6, 7, 8, 9]
# expect: [0, 1, 0, 5, 0, 7, 0, 9]
# expect: [0, 0]
# expect: [0, 7, 8, 9, 0]
# expect: []
# expect: [] [1, 2, 3, 1, 2, 3, 9] [0, 0] [] [[], []] True True True True True None []
# expect: [1, 2, 3] ['c', 'b', 'a'] [(0, 'z'), (1, 'a'), (1, 'b')] ['A', 'b', 'c'] [-2, 1, True, 1.5] [0, 7, 14, 21, 28, 35, 42, 49, 1, 8, 15, 22]
# expect: [1, 2, 5, 9]
# expect: [9, 5, 2, 1]
# expect: [9, 5, 2, 1]
# expect: [1, [2], [...]] True False True True ['a', 'b', 'c'] [1] [0, 1, 2, 'a', 'b']
# expect: IndexError list index out of range
# expect: IndexError pop index out of range
# expect: IndexError pop from empty list
# expect: ValueError list.remove(x): x not in list
# expect: ValueError 2 is not in list
# expect: TypeError list indices must be integers or slices, not str
# expect: TypeError can only concatenate list (not "tuple") to list
# expect: TypeError can't multiply sequence by non-int of type 'str'
# expect: TypeError '<' not supported between instances of 'str' and 'int'
# expect: TypeError sort() takes no positional arguments
# expect: TypeError 'int' object is not iterable
# expect: TypeError slice indices must be integers or None or have an __index__ method
# expect: TypeError list.append() takes exactly one argument (0 given)
# expect: TypeError insert expected 2 arguments, got 1
# expect: TypeError unhashable type: 'list'
# expect: TypeError '<' not supported between instances of 'list' and 'int'
# expect: TypeError list expected at most 1 argument, got 2
# expect: AttributeError 'list' object has no attribute 'foo'
# expect: ValueError attempt to assign sequence of size 1 to extended slice of size 2
# expect: TypeError can only assign an iterable
# expect: IndexError list assignment index out of range
# expect: ValueError list modified during sort
# expect: IndexError list assignment index out of range
# expect: [K1, K2, K3] K1 [K0, K1, K2, K3, K4] [3, 2, 1] [(1, 'a', None), (2, 'b', 0)]
