print("{} {} {}".format(1, 2.5, "x"), "{1} {0}".format("a", "b"), "{a}{b!r}".format(a=1, b="q"), "{{}}".format())
print("{0.real} {1[0]} {1[1]} {2[k]}".format(3, [4, 5], {"k": 6}), "{:{}}|{:{w}.{p}f}".format("x", 5, 3.14159, w=8, p=2))
print("{:<6}|{:>6}|{:^6}|{:*^7}|{:06d}|{:+d}|{: d}".format("a", "b", "c", "d", 42, 7, 7))
print("{:x} {:X} {:#x} {:o} {:#o} {:b} {:#b} {:#010x} {:c}".format(255, 255, 255, 8, 8, 5, 5, 255, 65))
print("{:,} {:_} {:,.2f} {:_x} {:012,} {:+,}".format(1234567, 1234567, 1234567.891, 0xABCDEF, 1234, 9999))
print("{:.3f} {:.0f} {:e} {:.2e} {:g} {:g} {:g} {:%} {:.1%} {:.3g}".format(3.14159, 2.5, 12345.678, 0.00012, 1e10, 1e-5, 100000.0, 0.25, 0.333, 1234.5))
print("{:10.3}|{:.2}|{:>8.3s}|{!s:>5}|{!r:>5}".format("abcdef", "xyz", "hello", "a", "b"))
print(f"{1.0} {1e20} {float('inf'):f} {float('nan')} {-0.0} {1e16:.1f} {0.1:.20f} {5:05} {-5:05} {3.0:05} {1/3:.3}")
print(f"{True:d} {True} {None!s:>6} {[1, 2]!r:>8} {'x':5}| {1234.5:10.2f}|{1234.5:<10.2f}| {12:>+5}|{-12:=6}|{0:#x}")
print("%s %r %d %i %5d|%-5d|%05d %x %X %o %#x %e %.3e %g %f %.2f %c %% %5.1f" % ("a", "b", 1, 2, 3, 4, 5, 255, 255, 8, 255, 1.5, 12345.6, 0.0001, 1.0, 2.345, "z", 9.99))
print("%(a)s %(b)03d" % {"a": 1, "b": 2}, "%s" % (1,), "%s" % [1, 2], "%*d|%.*f" % (5, 42, 2, 3.14159), "%+d % d" % (5, 5), "%10s|%-10s|%.2s" % ("a", "b", "xyz"))
for f in (lambda: "%d" % "x", lambda: "%s %s" % 1, lambda: "%s" % (1, 2), lambda: "{} {}".format(1), lambda: "{a}".format(), lambda: "{:d}".format("x"), lambda: "{:z}".format(1), lambda: "{".format(), lambda: "%z" % 1, lambda: "{:,x}".format(5), lambda: format([], "5"), lambda: "{0} {}".format(1, 2), lambda: "%x" % 1.5, lambda: "{:.2d}".format(3)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
print(format(1234567.0, ","), format(1e100, ".3g"), format(0.1, ".0f"), format(1.5, "n"), format(123, "n"), format(1e-7), format(123456789012345678), format(2**70, ",d"), format(-1.5, "010.2f"), format(1.0, "#.0f"), format(12345.0, ".3"), format(0.0, ".1"), format(1e5, ".8"), format(float("inf"), "010"))

# expect: 1 2.5 x b a 1'q' {}
# expect: 3 4 5 6 x    |    3.14
# expect: a     |     b|  c   |***d***|000042|+7| 7
# expect: ff FF 0xff 10 0o10 101 0b101 0x000000ff A
# expect: 1,234,567 1_234_567 1,234,567.89 ab_cdef 0,000,001,234 +9,999
# expect: 3.142 2 1.234568e+04 1.20e-04 1e+10 1e-05 100000 25.000000% 33.3% 1.23e+03
# expect: abc       |xy|     hel|    a|  'b'
# expect: 1.0 1e+20 inf nan -0.0 10000000000000000.0 0.10000000000000000555 00005 -0005 003.0 0.333
# expect: 1 True   None   [1, 2] x    |    1234.50|1234.50   |   +12|-   12|0x0
# expect: a 'b' 1 2     3|4    |00005 ff FF 10 0xff 1.500000e+00 1.235e+04 0.0001 1.000000 2.35 z %  10.0
# expect: 1 002 1 [1, 2]    42|3.14 +5  5          a|b         |xy
# expect: TypeError %d format: a real number is required, not str
# expect: TypeError not enough arguments for format string
# expect: TypeError not all arguments converted during string formatting
# expect: IndexError Replacement index 1 out of range for positional args tuple
# expect: KeyError 'a'
# expect: ValueError Unknown format code 'd' for object of type 'str'
# expect: ValueError Negative zero coercion (z) not allowed in integer format specifier
# expect: ValueError Single '{' encountered in format string
# expect: ValueError unsupported format character 'z' (0x7a) at index 1
# expect: ValueError Cannot specify ',' with 'x'.
# expect: TypeError unsupported format string passed to list.__format__
# expect: ValueError cannot switch from manual field specification to automatic field numbering
# expect: TypeError %x format: an integer is required, not float
# expect: ValueError Precision not allowed in integer format specifier
# expect: 1,234,567.0 1e+100 0 1.5 123 1e-07 123456789012345678 1,180,591,620,717,411,303,424 -000001.50 1. 1.23e+04 0e+00 100000.0 0000000inf
