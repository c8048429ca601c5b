x = [1, 2, 3, 4, 5]
del x[0], x[-1]
print(x)
a = b = "s"
del a
print(b)
d = {"a": {"b": 1}}
del d["a"]["b"]
print(d, None is None, [] is [], () is (), 1 is not None)
y = x
print(y is x, y == x[:], y is x[:], id(y) == id(x))

# expect: [2, 3, 4]
# expect: s
# expect: {'a': {}} True False True True
# expect: True True False True
