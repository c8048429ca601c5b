print(1.5.is_integer(), 2.0.is_integer(), 0.75.as_integer_ratio(), (0.1).hex(), float.fromhex("0x1.8p+1"), (-0.0).hex(), 5e-324.hex(), float.fromhex("-0x1p-1074"))
print(round(0.5), round(1.5), round(2.5), round(-0.5), round(2.675, 2), round(1.005, 2), round(123.456, -1), round(1e22), round(5e15 + 0.5), round(1.0, 400), round(0.15, 1))
print(7.5 // 2, -7.5 // 2, 7.5 % -2, -7.5 % 2, divmod(7.5, -2), 1e308 * 10, -1e308 * 10, 0.0 == -0.0, 5.0 // 0.1, -1.0 % 1e-20, 1e300 % 3)
print(2.0**0.5, (-8.0) ** 2, 2.0**-1, 0.0**0, (-8) ** (1 / 3), 1e-320, 1.7976931348623157e308, 4.35, 0.1 + 0.7, 1e23, 9007199254740993.0, 123456789.123456789)
nan = float("nan")
print(nan == nan, nan != nan, nan < 1, [nan] == [nan], nan in [nan], min(1.0, nan), float("inf") > 10**400, -float("inf") < -10**400, hash(float("inf")), hash(0.5), hash(1e100), hash(-1.5), hash(2.0**70) == hash(2**70))
print(float("1e5"), float(" -3.5\n"), float("inf"), float("-Infinity"), float("1_0.5"), float(".5"), float("5."), float("1E-3"), float(True), float(2**60), str(1e16), str(123456789012345680.0), str(0.0001), str(0.00001))
print(int(1e20), int(-2.7), 3.7.__trunc__(), 3.2.__ceil__(), 3.7.__floor__(), abs(-2.5), 1.0.real, 2.5.conjugate(), bool(0.0), bool(nan), 3 * 1.5, 1 - 0.5, 2 / 4, 1.5 + True, 10 % 3.5, 2**0.5)
for f in (lambda: 1.0 / 0, lambda: 1.0 // 0, lambda: 1.0 % 0, lambda: 0.0 ** -1, lambda: float("x"), lambda: float(""), lambda: float(None), lambda: float([]), lambda: 1.5 & 1, lambda: 1e200**2, lambda: nan.as_integer_ratio(), lambda: round(nan), lambda: round(float("inf")), lambda: float("1_"), lambda: 1.5 < "a", lambda: divmod(1.5, 0), lambda: float("0x10"), lambda: [1.5][1.0], lambda: float.fromhex("zz")):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)

# expect: False True (3, 4) 0x1.999999999999ap-4 3.0 -0x0.0p+0 0x0.0000000000001p-1022 -5e-324
# expect: 0 2 2 0 2.67 1.0 120.0 10000000000000000000000 5000000000000000 1.0 0.1
# expect: 3.0 -4.0 -0.5 0.5 (-4.0, -0.5) inf -inf True 49.0 3.2714542095686434e-21 0.0
# expect: 1.4142135623730951 64.0 0.5 1.0 (1.0000000000000002+1.7320508075688772j) 1e-320 1.7976931348623157e+308 4.35 0.7999999999999999 1e+23 9007199254740992.0 123456789.12345679
# expect: False True False True True 1.0 True True 314159 1152921504606846976 1822893315824342674 -1152921504606846977 True
# expect: 100000.0 -3.5 inf -inf 10.5 0.5 5.0 0.001 1.0 1.152921504606847e+18 1e+16 1.2345678901234568e+17 0.0001 1e-05
# expect: 100000000000000000000 -2 3 4 3 2.5 1.0 2.5 False True 4.5 0.5 0.5 2.5 3.0 1.4142135623730951
# expect: ZeroDivisionError float division by zero
# expect: ZeroDivisionError float floor division by zero
# expect: ZeroDivisionError float modulo
# expect: ZeroDivisionError 0.0 cannot be raised to a negative power
# expect: ValueError could not convert string to float: 'x'
# expect: ValueError could not convert string to float: ''
# expect: TypeError float() argument must be a string or a real number, not 'NoneType'
# expect: TypeError float() argument must be a string or a real number, not 'list'
# expect: TypeError unsupported operand type(s) for &: 'float' and 'int'
# expect: OverflowError (34, 'Numerical result out of range')
# expect: ValueError cannot convert NaN to integer ratio
# expect: ValueError cannot convert float NaN to integer
# expect: OverflowError cannot convert float infinity to integer
# expect: ValueError could not convert string to float: '1_'
# expect: TypeError '<' not supported between instances of 'float' and 'str'
# expect: ZeroDivisionError float divmod()
# expect: ValueError could not convert string to float: '0x10'
# expect: TypeError list indices must be integers or slices, not float
# expect: ValueError invalid hexadecimal floating-point string
