# Formats of complex numbers, hexadecimal floats, logarithms of large ints, and messages of math.
import math


def attempt(f):
    try:
        print(f())
    except Exception as error:
        print(type(error).__name__, error)


for z in 0j, 1 + 2j, complex(float("inf"), 1), 3j, complex(-0.0, 1), 1e16 + 1e-5j:
    for spec in "", "10", ".2f", "e", ">20.3g", "*^24", "+", ",.1f", "#.0f", "=10", "010", "x", "%":
        attempt(lambda: format(z, spec))
    attempt(lambda: (z.__getnewargs__(), pow(z, 2, 3)))
for text in " ( 1+2j ) ", "(1", "( )", "1 + 2j":
    attempt(lambda: complex(text))
for arguments in (1.5, -0.0), (-0.0, -0.0), (1j, 2j), (0.0, -0.0):
    attempt(lambda: complex(*arguments))
attempt(lambda: float.fromhex("0x1p1024"))
attempt(lambda: float.__getformat__("double"))
attempt(lambda: math.log(2**2000, 2))
attempt(lambda: math.log())
attempt(lambda: math.sqrt())
attempt(lambda: math.ldexp(1, 2.5))
attempt(lambda: math.perm(10**20, 10**20 - 1))
# expect: 0j
# expect:         0j
# expect: 0.00+0.00j
# expect: 0.000000e+00+0.000000e+00j
# expect:                 0+0j
# expect: ***********0j***********
# expect: +0j
# expect: 0.0+0.0j
# expect: 0.+0.j
# expect: ValueError '=' alignment flag is not allowed in complex format specifier
# expect: ValueError Zero padding is not allowed in complex format specifier
# expect: ValueError Unknown format code 'x' for object of type 'complex'
# expect: ValueError Unknown format code '%' for object of type 'complex'
# expect: ValueError complex modulo
# expect: (1+2j)
# expect:     (1+2j)
# expect: 1.00+2.00j
# expect: 1.000000e+00+2.000000e+00j
# expect:                 1+2j
# expect: *********(1+2j)*********
# expect: (+1+2j)
# expect: 1.0+2.0j
# expect: 1.+2.j
# expect: ValueError '=' alignment flag is not allowed in complex format specifier
# expect: ValueError Zero padding is not allowed in complex format specifier
# expect: ValueError Unknown format code 'x' for object of type 'complex'
# expect: ValueError Unknown format code '%' for object of type 'complex'
# expect: ValueError complex modulo
# expect: (inf+1j)
# expect:   (inf+1j)
# expect: inf+1.00j
# expect: inf+1.000000e+00j
# expect:               inf+1j
# expect: ********(inf+1j)********
# expect: (+inf+1j)
# expect: inf+1.0j
# expect: inf+1.j
# expect: ValueError '=' alignment flag is not allowed in complex format specifier
# expect: ValueError Zero padding is not allowed in complex format specifier
# expect: ValueError Unknown format code 'x' for object of type 'complex'
# expect: ValueError Unknown format code '%' for object of type 'complex'
# expect: ValueError complex modulo
# expect: 3j
# expect:         3j
# expect: 0.00+3.00j
# expect: 0.000000e+00+3.000000e+00j
# expect:                 0+3j
# expect: ***********3j***********
# expect: +3j
# expect: 0.0+3.0j
# expect: 0.+3.j
# expect: ValueError '=' alignment flag is not allowed in complex format specifier
# expect: ValueError Zero padding is not allowed in complex format specifier
# expect: ValueError Unknown format code 'x' for object of type 'complex'
# expect: ValueError Unknown format code '%' for object of type 'complex'
# expect: ValueError complex modulo
# expect: (-0+1j)
# expect:    (-0+1j)
# expect: -0.00+1.00j
# expect: -0.000000e+00+1.000000e+00j
# expect:                -0+1j
# expect: ********(-0+1j)*********
# expect: (-0+1j)
# expect: -0.0+1.0j
# expect: -0.+1.j
# expect: ValueError '=' alignment flag is not allowed in complex format specifier
# expect: ValueError Zero padding is not allowed in complex format specifier
# expect: ValueError Unknown format code 'x' for object of type 'complex'
# expect: ValueError Unknown format code '%' for object of type 'complex'
# expect: ValueError complex modulo
# expect: (1e+16+1e-05j)
# expect: (1e+16+1e-05j)
# expect: 10000000000000000.00+0.00j
# expect: 1.000000e+16+1.000000e-05j
# expect:         1e+16+1e-05j
# expect: *****(1e+16+1e-05j)*****
# expect: (+1e+16+1e-05j)
# expect: 10,000,000,000,000,000.0+0.0j
# expect: 10000000000000000.+0.j
# expect: ValueError '=' alignment flag is not allowed in complex format specifier
# expect: ValueError Zero padding is not allowed in complex format specifier
# expect: ValueError Unknown format code 'x' for object of type 'complex'
# expect: ValueError Unknown format code '%' for object of type 'complex'
# expect: ValueError complex modulo
# expect: (1+2j)
# expect: ValueError complex() arg is a malformed string
# expect: ValueError complex() arg is a malformed string
# expect: ValueError complex() arg is a malformed string
# expect: (1.5-0j)
# expect: (-0-0j)
# expect: (-2+1j)
# expect: -0j
# expect: OverflowError hexadecimal value too large to represent as a float
# expect: IEEE, little-endian
# expect: 2000.0000000000002
# expect: TypeError math.log requires 1 to 2 arguments
# expect: TypeError math.sqrt() takes exactly one argument (0 given)
# expect: TypeError Expected an int as second argument to ldexp.
# expect: OverflowError k must not exceed 9223372036854775807
