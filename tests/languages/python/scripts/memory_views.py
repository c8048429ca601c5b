# memoryview: indexing, slices, casts, shapes, release.
import array


def attempt(f):
    try:
        result = f()
        print("view" if isinstance(result, memoryview) else result)
    except Exception as error:
        print(type(error).__name__, error)


m = memoryview(bytearray(b"abcdef"))
for f in (
    lambda: m[0], lambda: m[-1], lambda: m["x"], lambda: m[10], lambda: m[-7], lambda: m.__setitem__(0, 300), lambda: m.__setitem__(0, "x"),
    lambda: m.__setitem__(slice(0, 2), b"x"), lambda: m.__setitem__(slice(0, 2), "x"), lambda: memoryview(b"ab").__setitem__(0, 1),
    lambda: m.__delitem__(0), lambda: m.cast("x"), lambda: m.cast("i"), lambda: m.cast("B", (2, 3)).tolist(), lambda: m.cast("B", (2, 2)),
    lambda: m.cast("h").tolist(), lambda: m.cast("h").cast("i"), lambda: m.cast("B", [0]), lambda: m[::2].cast("B"), lambda: hash(m),
    lambda: hash(memoryview(b"ab")) == hash(b"ab"), lambda: memoryview("x"), lambda: memoryview(), lambda: m[0, 1],
    lambda: m.cast("B", (2, 3))[0, 1], lambda: m.cast("B", (2, 3))[0], lambda: m.cast("B", (2, 3))[0:1], lambda: m.cast("B", (2, 3))[0, 5],
    lambda: m.cast("B", (2, 3))[0, 0, 0], lambda: m.cast("c").tolist(), lambda: m.cast("?").tolist(), lambda: m == b"abcdef", lambda: m < b"x",
    lambda: m.tobytes("F"), lambda: m.tobytes("x"), lambda: m.hex(":"), lambda: m.cast("B", (2, 3)).strides,
    lambda: (m.nbytes, m.itemsize, m.format, m.ndim, m.shape, m.strides, m.suboffsets, m.readonly, m.contiguous, m.c_contiguous, m.f_contiguous, m.obj),
    lambda: m[::-1].tobytes(), lambda: m[::2].contiguous, lambda: bytes(m[::2]), lambda: m.toreadonly().readonly, lambda: len(m.cast("B", (2, 3))),
    lambda: list(reversed(m)), lambda: 97 in m, lambda: m.cast("d"), lambda: m.cast("B", ()), lambda: memoryview(b"a").cast("B", ())[()],
    lambda: memoryview(b"a").cast("B", ()).tolist(), lambda: memoryview(b"a").cast("B", ())[0], lambda: m.cast("c")[0],
    lambda: m.cast("c").__setitem__(0, b"xy"), lambda: m.cast("c").__setitem__(0, 3), lambda: m.cast("d", 3), lambda: m.cast(3),
    lambda: memoryview(b"12345678").cast("@d").tolist(), lambda: memoryview(b"12345678").cast(">d"), lambda: bytearray(b"a") + m, lambda: m + m,
    lambda: memoryview(array.array("i", [1, 2])).format, lambda: memoryview(array.array("i", [1, 2])) == array.array("d", [1, 2]),
    lambda: memoryview(array.array("i", [1, 2])).tolist(), lambda: memoryview(array.array("i", [1, 2])).cast("B").tolist(),
    lambda: m.cast("B", (2, 3)) == m.cast("B", (3, 2)), lambda: memoryview(array.array("f", [1.5])).__setitem__(0, "x"),
    lambda: memoryview(array.array("h", [1])).__setitem__(0, 70000), lambda: m.cast("B", (2, 3)).__setitem__((0, 1), 9),
    lambda: m.cast("B", (2, 3)).__setitem__(0, 9), lambda: m.cast("B", (2, 3)).hex(), lambda: list(m), lambda: m[1:3].tobytes(), lambda: m[4:2].tobytes(),
):
    attempt(f)
data = bytearray(b"0123456789")
with memoryview(data) as view:
    view[2:5] = b"abc"
    view[::4] = b"XYZ"
    part = view[3:8]
    part[0] = 33
    print(data, part[::2].tobytes(), bytes(part), b"".join([part, part]), b"x".replace(b"x", part))
    part.release()
total = 0
for i in range(300):
    total += memoryview(data)[i % 10]
print(total)
m.release()
for f in lambda: m[0], lambda: repr(m)[:22], lambda: m.tobytes(), lambda: m == b"", lambda: len(m), lambda: m.nbytes, lambda: m.release(), lambda: memoryview(m), lambda: hash(m):
    attempt(f)
# expect: 97
# expect: 102
# expect: TypeError memoryview: invalid slice key
# expect: IndexError index out of bounds on dimension 1
# expect: IndexError index out of bounds on dimension 1
# expect: ValueError memoryview: invalid value for format 'B'
# expect: TypeError memoryview: invalid type for format 'B'
# expect: ValueError memoryview assignment: lvalue and rvalue have different structures
# expect: TypeError a bytes-like object is required, not 'str'
# expect: TypeError cannot modify read-only memory
# expect: TypeError cannot delete memory
# expect: ValueError memoryview: destination format must be a native single character format prefixed with an optional '@'
# expect: TypeError memoryview: length is not a multiple of itemsize
# expect: [[97, 98, 99], [100, 101, 102]]
# expect: TypeError memoryview: product(shape) * itemsize != buffer size
# expect: [25185, 25699, 26213]
# expect: TypeError memoryview: cannot cast between two non-byte formats
# expect: ValueError memoryview.cast(): elements of shape must be integers > 0
# expect: TypeError memoryview: casts are restricted to C-contiguous views
# expect: ValueError cannot hash writable memoryview object
# expect: True
# expect: TypeError memoryview: a bytes-like object is required, not 'str'
# expect: TypeError memoryview() missing required argument 'object' (pos 1)
# expect: TypeError cannot index 1-dimension view with 2-element tuple
# expect: 98
# expect: NotImplementedError multi-dimensional sub-views are not implemented
# expect: view
# expect: IndexError index out of bounds on dimension 2
# expect: TypeError cannot index 2-dimension view with 3-element tuple
# expect: [b'a', b'b', b'c', b'd', b'e', b'f']
# expect: [True, True, True, True, True, True]
# expect: True
# expect: TypeError '<' not supported between instances of 'memoryview' and 'bytes'
# expect: b'abcdef'
# expect: ValueError order must be 'C', 'F' or 'A'
# expect: 61:62:63:64:65:66
# expect: (3, 1)
# expect: (6, 1, 'B', 1, (6,), (1,), (), False, True, True, True, bytearray(b'abcdef'))
# expect: b'fedcba'
# expect: False
# expect: b'ace'
# expect: True
# expect: 2
# expect: [102, 101, 100, 99, 98, 97]
# expect: True
# expect: TypeError memoryview: length is not a multiple of itemsize
# expect: TypeError memoryview: product(shape) * itemsize != buffer size
# expect: 97
# expect: 97
# expect: TypeError invalid indexing of 0-dim memory
# expect: b'a'
# expect: ValueError memoryview: invalid value for format 'c'
# expect: TypeError memoryview: invalid type for format 'c'
# expect: TypeError shape must be a list or a tuple
# expect: TypeError cast() argument 'format' must be str, not int
# expect: [6.821320051701325e-38]
# expect: ValueError memoryview: destination format must be a native single character format prefixed with an optional '@'
# expect: bytearray(b'aabcdef')
# expect: TypeError unsupported operand type(s) for +: 'memoryview' and 'memoryview'
# expect: i
# expect: True
# expect: [1, 2]
# expect: [1, 0, 0, 0, 2, 0, 0, 0]
# expect: False
# expect: TypeError memoryview: invalid type for format 'f'
# expect: ValueError memoryview: invalid value for format 'h'
# expect: None
# expect: NotImplementedError sub-views are not implemented
# expect: 610963646566
# expect: [97, 9, 99, 100, 101, 102]
# expect: b'\tc'
# expect: b''
# expect: bytearray(b'X1a!Y567Z9') b'!57' b'!Y567' b'!Y567!Y567' b'!Y567'
# expect: 19950
# expect: ValueError operation forbidden on released memoryview object
# expect: <released memory at 0x
# expect: ValueError operation forbidden on released memoryview object
# expect: False
# expect: ValueError operation forbidden on released memoryview object
# expect: ValueError operation forbidden on released memoryview object
# expect: None
# expect: ValueError operation forbidden on released memoryview object
# expect: ValueError operation forbidden on released memoryview object
