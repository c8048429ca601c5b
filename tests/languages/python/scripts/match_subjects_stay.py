def f():
    x = [1, 0]
    match x:
        case [0]: y = 0
        case [1, 0] if (x := x[:0]): y = 1
        case [1, 0]: y = 2
    return x, y
def g(x):
    match x:
        case [x, z] if x > 5: return "big", x, z
        case [1, w]: return "one", w
        case _: return "other", x
def h():
    try:
        (undefined_thing): int
        return undefined_thing
    except NameError as e: return type(e).__name__
def k():
    (v): int = 3
    return v
print(f(), g([1, 2]), g([7, 2]), g(3), h(), k())
total = 0
for i in range(1000):
    match [i % 3, i]:
        case [0, n]: total += n
        case [m, n] if m == 1: total -= 1
        case other: total += len(other)
print(total, sum([[1], [2]], start=[]), sum(range(3), start=5))
try: type("a\0", (), {})
except ValueError as e: print(e)

# expect: ([], 2) ('one', 2) ('big', 7, 2) ('other', 3) NameError 3
# expect: 167166 [1, 2] 8
# expect: type name must not contain null characters
