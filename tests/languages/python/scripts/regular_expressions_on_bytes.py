# Subjects that are bytes-like; a bytearray may shrink under a match.
import _sre

digits = _sre.compile(b"[0-9]+", 0, [14, 4, 0, 1, 4294967295, 24, 10, 1, 4294967295, 13, 5, 22, 48, 57, 0, 1, 1], 0, {}, (None,))
data = bytearray(b"ab 12 345")
match = digits.search(data, 6)
print(match, digits.findall(memoryview(data)), digits.sub(b"#", data), digits.split(data))
del data[7:]
print(match.group(), digits.findall(data))
for subject in ("12", 12, None):
    try:
        digits.search(subject)
    except TypeError as error:
        print(error)

# expect: <re.Match object; span=(6, 9), match=b'345'> [b'12', b'345'] b'ab # #' [b'ab ', b' ', b'']
# expect: b'3' [b'12', b'3']
# expect: cannot use a bytes pattern on a string-like object
# expect: expected string or bytes-like object, got 'int'
# expect: expected string or bytes-like object, got 'NoneType'
