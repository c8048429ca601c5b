a, b = 1, 2
a, b = b, a
print(a, b)
(c, (d, e)), f = (1, (2, 3)), 4
print(c, d, e, f)
first, *rest = range(5)
*init, last = "hello"
x, *mid, y = [1, 2]
print(first, rest, init, last, x, mid, y)
[p, q] = {"k": 1, "l": 2}
print(p, q)
for bad in ("a, b = [1]", "a, b = [1, 2, 3]", "a, *b, c = [1]", "a, b = 5", "a, b, c = 'ab'", "a, b = {1: 2}"):
    try:
        exec(bad)
    except (ValueError, TypeError) as e:
        print(type(e).__name__, e)
d = {}
d["x"], d["y"] = 1, 2
l = [0, 0]
l[0], l[1:] = 5, [6, 7]
print(d, l)
a = b = c = []
a.append(1)
print(a is b is c, b)

# expect: 2 1
# expect: 1 2 3 4
# expect: 0 [1, 2, 3, 4] ['h', 'e', 'l', 'l'] o 1 [] 2
# expect: k l
# expect: ValueError not enough values to unpack (expected 2, got 1)
# expect: ValueError too many values to unpack (expected 2)
# expect: ValueError not enough values to unpack (expected at least 2, got 1)
# expect: TypeError cannot unpack non-iterable int object
# expect: ValueError not enough values to unpack (expected 3, got 2)
# expect: ValueError not enough values to unpack (expected 2, got 1)
# expect: {'x': 1, 'y': 2} [5, 6, 7]
# expect: True [1]
