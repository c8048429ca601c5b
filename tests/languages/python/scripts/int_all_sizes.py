# Every operation on pairs from every representation: small, one word, more. The digest is CPython's.
values = [0, 1, -1, 2**47, -2**48, 2**48, 2**62, 2**63, 2**63 - 1, -2**63, -2**63 - 1, 2**64 - 1, 2**64, -2**64,
          2**127, 2**128 - 1, 2**128, -2**128, 2**200 + 12345, -(2**200), 10**19, -10**19, 3, 7, 255]
operations = [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b, lambda a, b: a // b, lambda a, b: a % b,
              lambda a, b: a & b, lambda a, b: a | b, lambda a, b: a ^ b, divmod, lambda a, b: a < b, lambda a, b: a / b]
for f in operations:
    digest = 0
    for a in values:
        for b in values:
            try:
                text = repr(f(a, b))
            except ZeroDivisionError as e:
                text = str(e)
            for c in text:
                digest = (digest * 31 + ord(c)) % 1000003
    print(digest)

# expect: 570468
# expect: 310944
# expect: 839697
# expect: 212229
# expect: 655122
# expect: 824409
# expect: 131337
# expect: 485682
# expect: 325951
# expect: 398301
# expect: 299257
