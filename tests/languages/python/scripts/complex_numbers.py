z = 3 + 4j
print(z, abs(z), z.real, z.imag, z.conjugate(), -z, z + 1, 1 + z, z * 2j, z / 2, z**2, z == 3 + 4j, z != 3, hash(1 + 0j) == hash(1), 1j * 1j, repr(-0.0 + 1j), 2j, complex(1, -2))
print(complex("1+2j"), complex("3"), complex("-j"), complex(2.5), complex(1j, 1j), 1j**0.5, (1 + 2j) / (3 - 1j), 2 ** (1j), z - 1.5, bool(0j), 1e100 + 1e-100j, f"{z:.2f}")
for f in (lambda: z < 1, lambda: int(z), lambda: z // 1, lambda: z % 2, lambda: 1j / 0, lambda: complex("x"), lambda: float(z)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)

# expect: (3+4j) 5.0 3.0 4.0 (3-4j) (-3-4j) (4+4j) (4+4j) (-8+6j) (1.5+2j) (-7+24j) True True True (-1+0j) 1j 2j (1-2j)
# expect: (1+2j) (3+0j) -1j (2.5+0j) (-1+1j) (0.7071067811865476+0.7071067811865475j) (0.1+0.7000000000000001j) (0.7692389013639721+0.6389612763136348j) (1.5+4j) False (1e+100+1e-100j) 3.00+4.00j
# expect: TypeError '<' not supported between instances of 'complex' and 'int'
# expect: TypeError int() argument must be a string, a bytes-like object or a real number, not 'complex'
# expect: TypeError unsupported operand type(s) for //: 'complex' and 'int'
# expect: TypeError unsupported operand type(s) for %: 'complex' and 'int'
# expect: ZeroDivisionError complex division by zero
# expect: ValueError complex() arg is a malformed string
# expect: TypeError float() argument must be a string or a real number, not 'complex'
