# struct: all codes, byte orders, errors.
import struct

print(struct.pack("<hhl", 1, 2, 3), struct.unpack(">e4sp?d", struct.pack(">e4sp?d", 1.5, b"ab", b"", True, 3.25)))
print(list(struct.iter_unpack("<h", b"abcdef")), struct.calcsize("bqb"), struct.calcsize("<bqb"))
b = bytearray(10)
struct.pack_into("<I", b, 3, 0xDEADBEEF)
print(b, struct.unpack_from("<I", b, 3), struct.unpack_from("<I", b, offset=-7))
for v in 0.1, 65504, 65519.99, 1e-7, 5e-8, 2.0**-14, float("inf"), -0.0:
    print(struct.pack("e", v), struct.unpack("e", struct.pack("e", v)))
s = struct.Struct("!2i3xq5p0s")
print(s.size, s.format, s.pack(1, -2, 3, b"abcdefg", b""), s.unpack(s.pack(1, -2, 3, b"abcdefg", b"")))
for code in "cbB?hHiIlLqQnNefdspP":
    print(code, struct.calcsize(code), struct.calcsize("b" + code), end=" ")
print()
for code in "bBhHiIlLqQ":
    for order in "@<>":
        size = struct.calcsize(order + code)
        low, high = (0, 2 ** (8 * size) - 1) if code.isupper() else (-(2 ** (8 * size - 1)), 2 ** (8 * size - 1) - 1)
        print(struct.pack(order + code, low).hex(), struct.pack(order + code, high).hex(), end=" ")
        assert struct.unpack(order + code, struct.pack(order + code, low)) == (low,)
        assert struct.unpack(order + code, struct.pack(order + code, high)) == (high,)
        for beyond in (low - 1, high + 1):
            try:
                struct.pack(order + code, beyond)
            except struct.error as error:
                print(error, end=" ")
    print()
total = 0
for i in range(3000):
    data = struct.pack("<iHd", i, i & 255, i / 2)
    x, y, z = struct.unpack("<iHd", data)
    total += x + y + z
print(total)


def attempt(f, *args):
    try:
        print(f(*args))
    except Exception as error:
        print(type(error).__name__, error)


for code in "cefdsp":
    attempt(struct.pack, code, None)
for text in ["3", "y", "i3", "99999999999999999999i", "<n", "i\0", "i 3 h", 3]:
    attempt(struct.calcsize, text)
attempt(struct.unpack, "i", b"123")
attempt(struct.unpack, "i", "1234")
attempt(struct.unpack_from, "i", b"123", -8)
attempt(struct.unpack_from, "i", b"123", -3)
attempt(struct.unpack_from, "i", b"12345", 3)
attempt(struct.iter_unpack, "i", b"12345")
attempt(struct.pack_into, "i", b"12", 0, 1)
attempt(struct.pack_into, "i", bytearray(3), -2, 1)
attempt(struct.pack_into, "i", bytearray(30), 28, 1)
attempt(struct.pack, "i", 1, 2)
attempt(struct.unpack_from, "i")
attempt(s.unpack)
# expect: b'\x01\x00\x02\x00\x03\x00\x00\x00' (1.5, b'ab\x00\x00', b'', True, 3.25)
# expect: [(25185,), (25699,), (26213,)] 17 10
# expect: bytearray(b'\x00\x00\x00\xef\xbe\xad\xde\x00\x00\x00') (3735928559,) (3735928559,)
# expect: b'f.' (0.0999755859375,)
# expect: b'\xff{' (65504.0,)
# expect: b'\xff{' (65504.0,)
# expect: b'\x02\x00' (1.1920928955078125e-07,)
# expect: b'\x01\x00' (5.960464477539063e-08,)
# expect: b'\x00\x04' (6.103515625e-05,)
# expect: b'\x00|' (inf,)
# expect: b'\x00\x80' (-0.0,)
# expect: 24 !2i3xq5p0s b'\x00\x00\x00\x01\xff\xff\xff\xfe\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x03\x04abcd' (1, -2, 3, b'abcd', b'')
# expect: c 1 2 b 1 2 B 1 2 ? 1 2 h 2 4 H 2 4 i 4 8 I 4 8 l 8 16 L 8 16 q 8 16 Q 8 16 n 8 16 N 8 16 e 2 4 f 4 8 d 8 16 s 1 2 p 1 2 P 8 16 
# expect: 80 7f byte format requires -128 <= number <= 127 byte format requires -128 <= number <= 127 80 7f byte format requires -128 <= number <= 127 byte format requires -128 <= number <= 127 80 7f byte format requires -128 <= number <= 127 byte format requires -128 <= number <= 127 
# expect: 00 ff ubyte format requires 0 <= number <= 255 ubyte format requires 0 <= number <= 255 00 ff ubyte format requires 0 <= number <= 255 ubyte format requires 0 <= number <= 255 00 ff ubyte format requires 0 <= number <= 255 ubyte format requires 0 <= number <= 255 
# expect: 0080 ff7f short format requires -32768 <= number <= 32767 short format requires -32768 <= number <= 32767 0080 ff7f short format requires -32768 <= number <= 32767 short format requires -32768 <= number <= 32767 8000 7fff 'h' format requires -32768 <= number <= 32767 'h' format requires -32768 <= number <= 32767 
# expect: 0000 ffff ushort format requires 0 <= number <= 65535 ushort format requires 0 <= number <= 65535 0000 ffff ushort format requires 0 <= number <= 65535 ushort format requires 0 <= number <= 65535 0000 ffff argument out of range 'H' format requires 0 <= number <= 65535 
# expect: 00000080 ffffff7f 'i' format requires -2147483648 <= number <= 2147483647 'i' format requires -2147483648 <= number <= 2147483647 00000080 ffffff7f 'i' format requires -2147483648 <= number <= 2147483647 'i' format requires -2147483648 <= number <= 2147483647 80000000 7fffffff 'i' format requires -2147483648 <= number <= 2147483647 'i' format requires -2147483648 <= number <= 2147483647 
# expect: 00000000 ffffffff argument out of range 'I' format requires 0 <= number <= 4294967295 00000000 ffffffff argument out of range 'I' format requires 0 <= number <= 4294967295 00000000 ffffffff argument out of range 'I' format requires 0 <= number <= 4294967295 
# expect: 0000000000000080 ffffffffffffff7f argument out of range argument out of range 00000080 ffffff7f 'l' format requires -2147483648 <= number <= 2147483647 'l' format requires -2147483648 <= number <= 2147483647 80000000 7fffffff 'l' format requires -2147483648 <= number <= 2147483647 'l' format requires -2147483648 <= number <= 2147483647 
# expect: 0000000000000000 ffffffffffffffff argument out of range argument out of range 00000000 ffffffff argument out of range 'L' format requires 0 <= number <= 4294967295 00000000 ffffffff argument out of range 'L' format requires 0 <= number <= 4294967295 
# expect: 0000000000000080 ffffffffffffff7f argument out of range argument out of range 0000000000000080 ffffffffffffff7f argument out of range argument out of range 8000000000000000 7fffffffffffffff int too large to convert int too large to convert 
# expect: 0000000000000000 ffffffffffffffff argument out of range argument out of range 0000000000000000 ffffffffffffffff argument out of range argument out of range 0000000000000000 ffffffffffffffff int too large to convert int too large to convert 
# expect: 7123626.0
# expect: error char format requires a bytes object of length 1
# expect: error required argument is not a float
# expect: error required argument is not a float
# expect: error required argument is not a float
# expect: error argument for 's' must be a bytes object
# expect: error argument for 'p' must be a bytes object
# expect: error repeat count given without format specifier
# expect: error bad char in struct format
# expect: error repeat count given without format specifier
# expect: error total struct size too long
# expect: error bad char in struct format
# expect: error embedded null character
# expect: error bad char in struct format
# expect: TypeError Struct() argument 1 must be a str or bytes object, not int
# expect: error unpack requires a buffer of 4 bytes
# expect: TypeError a bytes-like object is required, not 'str'
# expect: error offset -8 out of range for 3-byte buffer
# expect: error not enough data to unpack 4 bytes at offset -3
# expect: error unpack_from requires a buffer of at least 7 bytes for unpacking 4 bytes at offset 3 (actual buffer size is 5)
# expect: error iterative unpacking requires a buffer of a multiple of 4 bytes
# expect: TypeError argument must be read-write bytes-like object, not bytes
# expect: error no space to pack 4 bytes at offset -2
# expect: error pack_into requires a buffer of at least 32 bytes for packing 4 bytes at offset 28 (actual buffer size is 30)
# expect: error pack expected 1 items for packing (got 2)
# expect: TypeError unpack_from() missing required argument 'buffer' (pos 2)
# expect: TypeError Struct.unpack() takes exactly one argument (0 given)
