# A list's claim about its items holds whatever is stored, and however.
def total(values):
    result = 0
    for _ in range(40):
        for value in values:
            result += value
    return result

def change(make, *stores):
    values = make()
    before = total(values)
    for store in stores:
        store(values)
    return before, total(values), values

def set_first(value):
    def store(values): values[0] = value
    return store

def set_slice(start, stop, items):
    def store(values): values[start:stop] = items
    return store

def extended_slice(values): values[::2] = [0.5] * len(values[::2])
def repeat(values): values *= 2
def add_floats(values): values += [1.25, 2.5]
def insert_big(values): values.insert(1, 1 << 60)
def append_float(values): values.append(0.25)
def empty_and_refill(values):
    values.clear()
    values.append(1.5)
    values.extend((1, 2))
def pop_and_refill(values):
    while values: values.pop()
    values.append(True)
    values.append(2)
def sort_while_changing(values):
    def key(value):
        values.append("text")
        return -value
    try:
        values.sort(key=key)
    except ValueError as error:
        print(error)

def ints(): return [1, 2, 3]
def floats(): return [1.5, 2.5]
def zeros(): return [0] * 4
def ranged(): return list(range(5))
def filled(): return [i for i in range(4)]

for make in ints, floats, zeros, ranged, filled:
    for stores in ([set_first(0.5)], [set_first(1 << 50)], [set_first(True)], [set_slice(0, 1, [1.5, 2])], [extended_slice], [repeat, set_first(2.5)],
                   [add_floats], [insert_big], [append_float], [empty_and_refill], [pop_and_refill]):
        before, after, values = change(make, *stores)
        print(before, after, values, end="; ")
    print()
print(change(ints, sort_while_changing))
print(total(ints() + floats()), total(floats()[:1]), total([*ints(), 0.5]), total([] + floats()))
pairs = [[1, 2.5], [2, 3]]
print(sum(a * b for a, b in pairs), sorted([3, 1.5, 2])[0], [[1], [2.5], ["x"]])
objects = [object() for _ in range(3)]
objects[1] = None
print([o is None for o in objects])
def mixed(values):
    kinds = []
    for i in range(60):
        values[i % 3] = (1, 2.5, "s", None, [1])[i % 5]
        kinds.append(type(values[(i + 1) % 3]).__name__)
    return kinds
print(mixed([1, 2, 3])[-8:])
# expect: 240 220.0 [0.5, 2, 3]; 240 45035996273705160 [1125899906842624, 2, 3]; 240 240 [True, 2, 3]; 240 340.0 [1.5, 2, 2, 3]; 240 120.0 [0.5, 2, 0.5]; 240 540.0 [2.5, 2, 3, 1, 2, 3]; 240 390.0 [1, 2, 3, 1.25, 2.5]; 240 46116860184273879280 [1, 1152921504606846976, 2, 3]; 240 250.0 [1, 2, 3, 0.25]; 240 180.0 [1.5, 1, 2]; 240 120 [True, 2]; 
# expect: 160.0 120.0 [0.5, 2.5]; 160.0 4.503599627370506e+16 [1125899906842624, 2.5]; 160.0 140.0 [True, 2.5]; 160.0 240.0 [1.5, 2, 2.5]; 160.0 120.0 [0.5, 2.5]; 160.0 360.0 [2.5, 2.5, 1.5, 2.5]; 160.0 310.0 [1.5, 2.5, 1.25, 2.5]; 160.0 4.611686018427388e+19 [1.5, 1152921504606846976, 2.5]; 160.0 170.0 [1.5, 2.5, 0.25]; 160.0 180.0 [1.5, 1, 2]; 160.0 120 [True, 2]; 
# expect: 0 20.0 [0.5, 0, 0, 0]; 0 45035996273704960 [1125899906842624, 0, 0, 0]; 0 40 [True, 0, 0, 0]; 0 140.0 [1.5, 2, 0, 0, 0]; 0 40.0 [0.5, 0, 0.5, 0]; 0 100.0 [2.5, 0, 0, 0, 0, 0, 0, 0]; 0 150.0 [0, 0, 0, 0, 1.25, 2.5]; 0 46116860184273879040 [0, 1152921504606846976, 0, 0, 0]; 0 10.0 [0, 0, 0, 0, 0.25]; 0 180.0 [1.5, 1, 2]; 0 120 [True, 2]; 
# expect: 400 420.0 [0.5, 1, 2, 3, 4]; 400 45035996273705360 [1125899906842624, 1, 2, 3, 4]; 400 440 [True, 1, 2, 3, 4]; 400 540.0 [1.5, 2, 1, 2, 3, 4]; 400 220.0 [0.5, 1, 0.5, 3, 0.5]; 400 900.0 [2.5, 1, 2, 3, 4, 0, 1, 2, 3, 4]; 400 550.0 [0, 1, 2, 3, 4, 1.25, 2.5]; 400 46116860184273879440 [0, 1152921504606846976, 1, 2, 3, 4]; 400 410.0 [0, 1, 2, 3, 4, 0.25]; 400 180.0 [1.5, 1, 2]; 400 120 [True, 2]; 
# expect: 240 260.0 [0.5, 1, 2, 3]; 240 45035996273705200 [1125899906842624, 1, 2, 3]; 240 280 [True, 1, 2, 3]; 240 380.0 [1.5, 2, 1, 2, 3]; 240 200.0 [0.5, 1, 0.5, 3]; 240 580.0 [2.5, 1, 2, 3, 0, 1, 2, 3]; 240 390.0 [0, 1, 2, 3, 1.25, 2.5]; 240 46116860184273879280 [0, 1152921504606846976, 1, 2, 3]; 240 250.0 [0, 1, 2, 3, 0.25]; 240 180.0 [1.5, 1, 2]; 240 120 [True, 2]; 
# expect: list modified during sort
# expect: (240, 240, [3, 2, 1])
# expect: 400.0 60.0 260.0 160.0
# expect: 8.5 1.5 [[1], [2.5], ['x']]
# expect: [False, True, False]
# expect: ['int', 'float', 'str', 'NoneType', 'list', 'int', 'float', 'str']
print(sum([1, 2, 3]), sum([0.5, 1.5], 1), sum([1 << 47] * 5), sum([1, 2], 0.5), sum([1.0, 2.0], 1 << 60), sum([]), sum([0.1] * 3))
print(max([3, 1, 2]), min([3, 1, 2]), max([0.0, -0.0]), min([0.0, -0.0]), max([float("nan"), 1.0]), min([1.0, float("nan")]), max([1, True]), min([2.5, 2]))
# expect: 6 3.0 703687441776640 3.5 1.152921504606847e+18 0 0.30000000000000004
# expect: 3 1 0.0 0.0 nan 1.0 1 2
