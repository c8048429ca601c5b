t = (1, 2, 3, 2)
print(t, (1,), (), t.count(2), t.index(3), t[1:], t[::-1], t + (9,), t * 2, 2 in t, len(t), hash((1, 2, 3)), hash(()), hash((1, (2, "a"))) == hash((1, (2, "a"))))
print((1, 2) < (1, 3), (1,) < (1, 0), (1, "a") == (1, "a"), tuple([1, 2]), tuple("ab"), tuple(x * x for x in range(4)), t is tuple(t), () is (), t[-1], *t)
a, *b, c = t; print(a, b, c); (x, y), z = (1, 2), 3; print(x, y, z); a, b = b, a; print(a, b)
d = {(1, 2): "x", (): "y"}; print(d[(1, 2)], d[()], {t}, repr(((1,), [2], {3: (4,)})))
for f in (lambda: t[9], lambda: t["a"], lambda: t + [1], lambda: t.index(7), lambda: hash(([],)), lambda: tuple(5), lambda: t.append(1), lambda: (1, 2) < 3):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
try:
    t[0] = 1
except TypeError as e:
    print(e)
try:
    a, b = 1, 2, 3
except ValueError as e:
    print(e)
try:
    a, b, c = (1, 2)
except ValueError as e:
    print(e)
try:
    a, *b, c = (1,)
except ValueError as e:
    print(e)
try:
    a, b = 5
except TypeError as e:
    print(e)

# expect: (1, 2, 3, 2) (1,) () 2 2 (2, 3, 2) (2, 3, 2, 1) (1, 2, 3, 2, 9) (1, 2, 3, 2, 1, 2, 3, 2) True 4 529344067295497451 5740354900026072187 True
# expect: True True True (1, 2) ('a', 'b') (0, 1, 4, 9) True True 2 1 2 3 2
# expect: 1 [2, 3] 2
# expect: 1 2 3
# expect: [2, 3] 1
# expect: x y {(1, 2, 3, 2)} ((1,), [2], {3: (4,)})
# expect: IndexError tuple index out of range
# expect: TypeError tuple indices must be integers or slices, not str
# expect: TypeError can only concatenate tuple (not "list") to tuple
# expect: ValueError tuple.index(x): x not in tuple
# expect: TypeError unhashable type: 'list'
# expect: TypeError 'int' object is not iterable
# expect: AttributeError 'tuple' object has no attribute 'append'
# expect: TypeError '<' not supported between instances of 'tuple' and 'int'
# expect: 'tuple' object does not support item assignment
# expect: too many values to unpack (expected 2)
# expect: not enough values to unpack (expected 3, got 2)
# expect: not enough values to unpack (expected at least 2, got 1)
# expect: cannot unpack non-iterable int object
