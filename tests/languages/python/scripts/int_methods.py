print((255).bit_length(), (0).bit_length(), (-256).bit_length(), (2**100).bit_length(), (255).bit_count(), (5).as_integer_ratio())
print((1000).to_bytes(2, "big"), (1000).to_bytes(4, "little"), (-2).to_bytes(2, "big", signed=True), int.from_bytes(b"\x03\xe8", "big"), int.from_bytes(b"\xff\xfe", "big", signed=True), int.from_bytes(b"\x01\x02\x03", "little"))
print(int("ff", 16), int("0x1F", 16), int("0b101", 0), int("  -12  "), int("1_000"), int("z", 36), int(3.99), int(-3.99), int("٣"), int(True), int())
print(round(1234, -2), round(1250, -2), round(1350, -2), round(-15, -1), round(5), pow(2, 10), pow(2, -1), pow(3, -1, 7), pow(-2, 3, 5), pow(2, 100, 1000))
print(7 // 2, -7 // 2, 7 // -2, 7 % -3, -7 % 3, divmod(-7, 2), 2**64 // 3, -(2**64) // 3, -(2**64) % 1000, 2**64 % -1000, divmod(2**70, -7))
print(1 << 100 >> 98, -1 >> 100, -(2**70) >> 3, ~(2**70), 2**70 & 0xFF, -1 & 2**65, 2**65 | 1, 2**65 ^ (2**65 + 5), -5 & 2**66)
print(2**70 / 2**68, 10**400 / 10**399, 1 / 3, 2**53 + 1 == float(2**53 + 1), 2**53 + 1 > float(2**53), 10**30 < 1e30, 10**22 == 1e22, 3 == 3.0, hash(2**61 - 1), hash(-1), hash(2**61), hash(-(2**61)))
print(str(10**50), repr(-10**20), hex(2**70), oct(-64), bin(10), hex(-255), f"{2**80:x}", int(str(3**200)) == 3**200, len(str(7**1000)))
print(int.__add__(1, 2), (5).__add__(2.0), (5).__lt__(6), (5).__eq__("a"), int.__mul__(3, True), (3).conjugate(), (3).real, (3).imag, (3).numerator, (3).denominator)
for f in (lambda: 1 // 0, lambda: 1 % 0, lambda: 1 / 0, lambda: 2**70 // 0, lambda: int("x"), lambda: int("1__0"), lambda: int("9", 8), lambda: int(None), lambda: int([]), lambda: int("1", 1), lambda: 1 << -1, lambda: pow(2, 3, 0), lambda: int(float("nan")), lambda: int(float("inf")), lambda: (300).to_bytes(1, "big"), lambda: (-1).to_bytes(1, "big"), lambda: 1 + None, lambda: "a" * 1.5, lambda: -"a", lambda: ~1.5, lambda: 10**400 * 1.0, lambda: float(10**400), lambda: 1 < "a", lambda: pow(2, -1, 4), lambda: int(""), lambda: divmod(1, 0), lambda: 0 ** -1):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)

# expect: 8 0 9 101 8 (5, 1)
# expect: b'\x03\xe8' b'\xe8\x03\x00\x00' b'\xff\xfe' 1000 -2 197121
# expect: 255 31 5 -12 1000 35 3 -3 3 1 0
# expect: 1200 1200 1400 -20 5 1024 0.5 5 2 376
# expect: 3 -4 -4 -2 2 (-4, 1) 6148914691236517205 -6148914691236517206 384 -384 (-168655945816773043347, -5)
# expect: 4 -1 -147573952589676412928 -1180591620717411303425 0 36893488147419103232 36893488147419103233 5 73786976294838206464
# expect: 4.0 10.0 0.3333333333333333 False True True True True 0 -2 1 -2
# expect: 100000000000000000000000000000000000000000000000000 -100000000000000000000 0x400000000000000000 -0o100 0b1010 -0xff 100000000000000000000 True 846
# expect: 3 NotImplemented True NotImplemented 3 3 3 0 3 1
# expect: ZeroDivisionError integer division or modulo by zero
# expect: ZeroDivisionError integer modulo by zero
# expect: ZeroDivisionError division by zero
# expect: ZeroDivisionError integer division or modulo by zero
# expect: ValueError invalid literal for int() with base 10: 'x'
# expect: ValueError invalid literal for int() with base 10: '1__0'
# expect: ValueError invalid literal for int() with base 8: '9'
# expect: TypeError int() argument must be a string, a bytes-like object or a real number, not 'NoneType'
# expect: TypeError int() argument must be a string, a bytes-like object or a real number, not 'list'
# expect: ValueError int() base must be >= 2 and <= 36, or 0
# expect: ValueError negative shift count
# expect: ValueError pow() 3rd argument cannot be 0
# expect: ValueError cannot convert float NaN to integer
# expect: OverflowError cannot convert float infinity to integer
# expect: OverflowError int too big to convert
# expect: OverflowError can't convert negative int to unsigned
# expect: TypeError unsupported operand type(s) for +: 'int' and 'NoneType'
# expect: TypeError can't multiply sequence by non-int of type 'float'
# expect: TypeError bad operand type for unary -: 'str'
# expect: TypeError bad operand type for unary ~: 'float'
# expect: OverflowError int too large to convert to float
# expect: OverflowError int too large to convert to float
# expect: TypeError '<' not supported between instances of 'int' and 'str'
# expect: ValueError base is not invertible for the given modulus
# expect: ValueError invalid literal for int() with base 10: ''
# expect: ZeroDivisionError integer division or modulo by zero
# expect: ZeroDivisionError 0.0 cannot be raised to a negative power
