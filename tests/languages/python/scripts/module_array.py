# array.array: every type code and method, with errors.
import array
from array import array as a


def attempt(f):
    try:
        print(f())
    except Exception as error:
        print(type(error).__name__, error)


def change(method, *arguments):
    numbers = a("i", [1, 2, 3, 4])
    attempt(lambda: (getattr(numbers, method)(*arguments), numbers))


for f in (
    lambda: a("i", [1, 2]), lambda: a("d"), lambda: a("u", "abc"), lambda: a("b", b"ab"), lambda: a("i", b"abc"), lambda: a("x"), lambda: a(), lambda: a(3),
    lambda: a("ab"), lambda: a("i", "abc"), lambda: a("i", ["x"]), lambda: a("b", [200]), lambda: a("b", [-200]), lambda: a("B", [300]), lambda: a("B", [-1]),
    lambda: a("h", [70000]), lambda: a("h", [-70000]), lambda: a("H", [70000]), lambda: a("H", [-1]), lambda: a("i", [2**40]), lambda: a("i", [-(2**40)]),
    lambda: a("I", [2**40]), lambda: a("I", [-1]), lambda: a("l", [2**70]), lambda: a("L", [2**70]), lambda: a("L", [-1]), lambda: a("q", [2**70]),
    lambda: a("Q", [-1]), lambda: a("Q", [2**64]), lambda: a("Q", [2**64 - 1]), lambda: a("f", [1e300]), lambda: a("d", ["x"]), lambda: a("u", [1]),
    lambda: a("u", "ab") + a("u", "c"), lambda: a("i", [1]) + a("d", [1]), lambda: a("i", [1]) + [1], lambda: a("i", [1]) * 2, lambda: 3 * a("i", [1]),
    lambda: a("i", [1, 2]) == a("d", [1, 2]), lambda: a("i", [1, 2]) < a("i", [1, 3]), lambda: a("i", [1, 2]) >= a("i", [1]),
    lambda: a("i", [1]) == [1], lambda: a("i", [1, 2])[5], lambda: a("i", [1, 2])["x"], lambda: a("i", [1, 2, 3])[::2], lambda: a("i", [1, 2, 3])[-1],
    lambda: a("i", [1, 2, 3]).index(2), lambda: a("i", [1, 2, 3]).index(9), lambda: a("i", [1, 2, 3]).index(1, 1), lambda: a("i", [1, 2, 1]).count(1),
    lambda: a("i").pop(), lambda: a("i", [1, 2]).buffer_info()[1], lambda: a("i", [1]).tobytes(), lambda: a("i").frombytes(b"abc"), lambda: a("i").frombytes("x"),
    lambda: a("u", "x").tounicode(), lambda: a("i").tounicode(), lambda: a("i").fromunicode("x"), lambda: a("u").fromunicode(3), lambda: a("i").fromlist((1,)),
    lambda: a("i").fromlist([1, "x"]), lambda: a("i", [1]).__reduce_ex__(2), lambda: a("i", [1]).__reduce_ex__(3)[1], lambda: 2 in a("i", [1, 2]),
    lambda: array.typecodes, lambda: hash(a("i")), lambda: a("i", [1]).itemsize, lambda: a("i", [1]).typecode, lambda: a("i", [1.5]), lambda: a("d", [1, 2.5]).tolist(),
    lambda: a("i", [1]) * -1, lambda: a("u", "it's"), lambda: a("b", bytearray(b"ab")), lambda: a("i", a("d", [1.5])), lambda: a("i", a("b", [1])), lambda: a("i", x=3),
    lambda: a("i", range(3)), lambda: a("i", 3), lambda: array.ArrayType is a, lambda: a("d", [float("nan")]), lambda: list(reversed(a("i", [1, 2]))),
    lambda: array._array_reconstructor(a, "i", 9, b"\0\0\1\2"), lambda: array._array_reconstructor(a, "d", 14, b"\0\0\x80?"), lambda: sum(a("d", [0.5] * 10)),
):
    attempt(f)
change("__setitem__", 0, 9)
change("__setitem__", -1, "x")
change("__setitem__", 9, 1)
change("__setitem__", slice(0, 1), a("i", [7, 8, 9]))
change("__setitem__", slice(0, 1), [1])
change("__setitem__", slice(0, 4, 2), a("i", [7, 8]))
change("__setitem__", slice(0, 4, 2), a("i", [7]))
change("__setitem__", slice(0, 1), a("d"))
change("__delitem__", 1)
change("__delitem__", slice(0, 4, 2))
change("append", 5)
change("append", "x")
change("extend", [5, 6])
change("extend", a("d", [1]))
change("extend", 3)
change("insert", 0, 9)
change("insert", -1, 9)
change("insert", 99, 9)
change("pop")
change("pop", 0)
change("pop", 9)
change("remove", 2)
change("remove", 9)
change("reverse")
change("byteswap")
change("fromlist", [1, 2])
change("frombytes", b"\1\0\0\0")
change("__iadd__", a("i", [1]))
change("__iadd__", [1])
change("__imul__", 2)


class Mine(a):
    pass


mine = Mine("i", [1, 2])
mine.tag = 3
print(mine, type(mine[:1]).__name__, mine.tag, mine.__reduce_ex__(3)[2])
for code in "bBhHiIlLqQfd":
    values = a(code, range(50))
    total = 0
    for round in range(40):
        for i in range(len(values)):
            values[i] = values[i] + 1
            total += values[i]
    print(code, total, values[7])
# expect: array('i', [1, 2])
# expect: array('d')
# expect: array('u', 'abc')
# expect: array('b', [97, 98])
# expect: ValueError bytes length not a multiple of item size
# expect: ValueError bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)
# expect: TypeError array() takes at least 1 argument (0 given)
# expect: TypeError array() argument 1 must be a unicode character, not int
# expect: TypeError array() argument 1 must be a unicode character, not str
# expect: TypeError cannot use a str to initialize an array with typecode 'i'
# expect: TypeError 'str' object cannot be interpreted as an integer
# expect: OverflowError signed char is greater than maximum
# expect: OverflowError signed char is less than minimum
# expect: OverflowError unsigned byte integer is greater than maximum
# expect: OverflowError unsigned byte integer is less than minimum
# expect: OverflowError signed short integer is greater than maximum
# expect: OverflowError signed short integer is less than minimum
# expect: OverflowError unsigned short is greater than maximum
# expect: OverflowError unsigned short is less than minimum
# expect: OverflowError signed integer is greater than maximum
# expect: OverflowError signed integer is less than minimum
# expect: OverflowError unsigned int is greater than maximum
# expect: OverflowError can't convert negative value to unsigned int
# expect: OverflowError Python int too large to convert to C long
# expect: OverflowError Python int too large to convert to C unsigned long
# expect: OverflowError can't convert negative value to unsigned int
# expect: OverflowError int too big to convert
# expect: OverflowError can't convert negative int to unsigned
# expect: OverflowError int too big to convert
# expect: array('Q', [18446744073709551615])
# expect: array('f', [inf])
# expect: TypeError must be real number, not str
# expect: TypeError array item must be unicode character
# expect: array('u', 'abc')
# expect: TypeError bad argument type for built-in operation
# expect: TypeError can only append array (not "list") to array
# expect: array('i', [1, 1])
# expect: array('i', [1, 1, 1])
# expect: True
# expect: True
# expect: True
# expect: False
# expect: IndexError array index out of range
# expect: TypeError array indices must be integers
# expect: array('i', [1, 3])
# expect: 3
# expect: 1
# expect: ValueError array.index(x): x not in array
# expect: ValueError array.index(x): x not in array
# expect: 2
# expect: IndexError pop from empty array
# expect: 2
# expect: b'\x01\x00\x00\x00'
# expect: ValueError bytes length not a multiple of item size
# expect: TypeError a bytes-like object is required, not 'str'
# expect: x
# expect: ValueError tounicode() may only be called on unicode type arrays
# expect: ValueError fromunicode() may only be called on unicode type arrays
# expect: TypeError fromunicode() argument must be str, not int
# expect: TypeError arg must be list
# expect: TypeError 'str' object cannot be interpreted as an integer
# expect: (<class 'array.array'>, ('i', [1]), None)
# expect: (<class 'array.array'>, 'i', 8, b'\x01\x00\x00\x00')
# expect: True
# expect: bBuhHiIlLqQfd
# expect: TypeError unhashable type: 'array.array'
# expect: 4
# expect: i
# expect: TypeError 'float' object cannot be interpreted as an integer
# expect: [1.0, 2.5]
# expect: array('i')
# expect: array('u', "it's")
# expect: array('b', [97, 98])
# expect: TypeError 'float' object cannot be interpreted as an integer
# expect: array('i', [1])
# expect: TypeError array.array() takes no keyword arguments
# expect: array('i', [0, 1, 2])
# expect: TypeError 'int' object is not iterable
# expect: True
# expect: array('d', [nan])
# expect: [2, 1]
# expect: array('i', [258])
# expect: array('d', [1.0])
# expect: 5.0
# expect: (None, array('i', [9, 2, 3, 4]))
# expect: TypeError 'str' object cannot be interpreted as an integer
# expect: IndexError array assignment index out of range
# expect: (None, array('i', [7, 8, 9, 2, 3, 4]))
# expect: TypeError can only assign array (not "list") to array slice
# expect: (None, array('i', [7, 2, 8, 4]))
# expect: ValueError attempt to assign array of size 1 to extended slice of size 2
# expect: TypeError bad argument type for built-in operation
# expect: (None, array('i', [1, 3, 4]))
# expect: (None, array('i', [2, 4]))
# expect: (None, array('i', [1, 2, 3, 4, 5]))
# expect: TypeError 'str' object cannot be interpreted as an integer
# expect: (None, array('i', [1, 2, 3, 4, 5, 6]))
# expect: TypeError can only extend with array of same kind
# expect: TypeError 'int' object is not iterable
# expect: (None, array('i', [9, 1, 2, 3, 4]))
# expect: (None, array('i', [1, 2, 3, 9, 4]))
# expect: (None, array('i', [1, 2, 3, 4, 9]))
# expect: (4, array('i', [1, 2, 3]))
# expect: (1, array('i', [2, 3, 4]))
# expect: IndexError pop index out of range
# expect: (None, array('i', [1, 3, 4]))
# expect: ValueError array.remove(x): x not in array
# expect: (None, array('i', [4, 3, 2, 1]))
# expect: (None, array('i', [16777216, 33554432, 50331648, 67108864]))
# expect: (None, array('i', [1, 2, 3, 4, 1, 2]))
# expect: (None, array('i', [1, 2, 3, 4, 1]))
# expect: (array('i', [1, 2, 3, 4, 1]), array('i', [1, 2, 3, 4, 1]))
# expect: TypeError can only extend array with array (not "list")
# expect: (array('i', [1, 2, 3, 4, 1, 2, 3, 4]), array('i', [1, 2, 3, 4, 1, 2, 3, 4]))
# expect: Mine('i', [1, 2]) array 3 {'tag': 3}
# expect: b 90000 47
# expect: B 90000 47
# expect: h 90000 47
# expect: H 90000 47
# expect: i 90000 47
# expect: I 90000 47
# expect: l 90000 47
# expect: L 90000 47
# expect: q 90000 47
# expect: Q 90000 47
# expect: f 90000.0 47.0
# expect: d 90000.0 47.0
