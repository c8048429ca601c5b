import math
print(math.pi, math.e, math.tau, math.inf, math.nan != math.nan)
print(math.sqrt(2), math.sin(1), math.cos(1), math.tan(1), math.atan2(1, 2), math.exp(1), math.log(10), math.log(8, 2), math.log2(8), math.log10(1000))
print(math.floor(2.7), math.ceil(2.1), math.trunc(-2.7), math.floor(-2.5), math.fabs(-3), math.fmod(-7, 3), math.hypot(3, 4), math.degrees(math.pi), math.radians(180))
print(math.gcd(12, 18), math.lcm(4, 6), math.factorial(20), math.comb(10, 3), math.perm(5, 2), math.isqrt(99), math.prod([1, 2, 3, 4]), math.fsum([0.1] * 10))
print(math.isnan(math.nan), math.isinf(math.inf), math.isfinite(1), math.isclose(0.1 + 0.2, 0.3), math.copysign(1, -0.0), math.modf(2.5), math.frexp(8), math.ldexp(0.5, 4), math.dist([0, 0], [3, 4]))
print(math.log(10 ** 400), math.floor(1e300) == int(1e300), math.gamma(5), math.erf(0.5), math.cbrt(27))
for bad in (lambda: math.sqrt(-1), lambda: math.log(0), lambda: math.exp(1000), lambda: math.factorial(-1), lambda: math.sqrt("a"), lambda: math.floor(math.inf), lambda: math.acos(2)):
    try: bad()
    except Exception as e: print(type(e).__name__, e)

# expect: 3.141592653589793 2.718281828459045 6.283185307179586 inf True
# expect: 1.4142135623730951 0.8414709848078965 0.5403023058681398 1.5574077246549023 0.4636476090008061 2.718281828459045 2.302585092994046 3.0 3.0 3.0
# expect: 2 3 -2 -3 3.0 -1.0 5.0 180.0 3.141592653589793
# expect: 6 12 2432902008176640000 120 20 9 24 1.0
# expect: True True True True -1.0 (0.5, 2.0) (0.5, 4) 8.0 5.0
# expect: 921.0340371976182 True 24.0 0.5204998778130465 3.0000000000000004
# expect: ValueError math domain error
# expect: ValueError math domain error
# expect: OverflowError math range error
# expect: ValueError factorial() not defined for negative values
# expect: TypeError must be real number, not str
# expect: OverflowError cannot convert float infinity to integer
# expect: ValueError math domain error
