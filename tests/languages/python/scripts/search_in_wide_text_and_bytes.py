# Found characters lie on characters; periodic needles take linear time.
wide = "\u2020" * 3 + "\u2021\u2020"
print(wide.find("\u2020\u2021"), wide.find("\u2020" * 4), wide.find("\u2021\u2020"), wide.find("\u2020", 3, 4), wide.count("\u2020"))
# expect: 2 -1 3 -1 4
shifted = "\u0102\u0301\u0201"
print(shifted.find("\u0103"), shifted.find("\u0201"), shifted.find("\u0102\u0301"), "a\u0100".find("a"), "\U00010000b\u0100a".find("\u0100a"))
# expect: -1 2 0 0 2
n = 100000
for text, one, other in (b"a" * n, b"a", b"b"), ("a" * n, "a", "b"), ("\u2020" * n, "\u2020", "b"):
    needle = one * 1000 + other + one * 1000
    print(text.find(needle), text.count(needle), needle in text, len(text.split(needle)), (text + needle).find(needle), text.replace(needle, other) == text)
# expect: -1 0 False 1 100000 True
# expect: -1 0 False 1 100000 True
# expect: -1 0 False 1 100000 True
print(b"abcabc".find(b"c", 3), b"abc".find(b"", 3), b"abc".find(b"", 4), b"aXbXc".split(b"X"), bytearray(b"aba").replace(b"a", b"cc"))
# expect: 5 3 -1 [b'a', b'b', b'c'] bytearray(b'ccbcc')
