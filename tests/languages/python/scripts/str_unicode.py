s = "Grüße, Жизнь 日本 😀!"
print(s, len(s), s[3], s[-2], s[::-1], s.upper(), s.lower(), s.title(), s.swapcase())
print(s.find("日"), s.split(), s.replace("ü", "ue"), [ord(c) for c in s[-3:]], ascii(s), repr(s))
print("ß".upper(), "ß".casefold(), "ﬁ".upper(), "ΑΣ".lower(), "ǆ".title(), "İ".lower(), "straße".casefold() == "STRASSE".casefold())
print("é".isalpha(), "５".isdigit(), "²".isdigit(), "²".isdecimal(), "½".isnumeric(), "a b".isspace(), "\u3000".isspace(), "日本".isidentifier())
print("é".encode(), "é".encode("latin-1"), "日".encode("utf-16-le"), b"\xc3\xa9".decode(), b"\xff".decode("latin-1"), "é".encode("ascii", "replace"))
for f in (lambda: "é".encode("ascii"), lambda: b"\xff".decode(), lambda: b"\xe6\x97".decode(), lambda: "\ud800".encode()):
    try:
        f()
    except UnicodeError as e:
        print(type(e).__name__, e)
print("\x00\x1f\x7f\x80\xa0\xad\u200b\ue000\U0010ffff".__repr__(), "'\"", "it's", 'say "x"')
print("a" < "b", "a" < "B", "é" > "z", "😀" > "\uffff", sorted("bäaz"), max("xyz"), "b" in "abc", "" in "")
print("%c%c" % (128512, "x"), chr(233), "a\tb".expandtabs(4), "x".center(6, "*"), "7".zfill(3), "-7".zfill(4))
t = str.maketrans("abc", "xyz", "d")
print("abcd".translate(t), "abc".translate({97: None, 98: "BB", 99: 100}))

# expect: Grüße, Жизнь 日本 😀! 18 ß 😀 !😀 本日 ьнзиЖ ,eßürG GRÜSSE, ЖИЗНЬ 日本 😀! grüße, жизнь 日本 😀! Grüße, Жизнь 日本 😀! gRÜSSE, жИЗНЬ 日本 😀!
# expect: 13 ['Grüße,', 'Жизнь', '日本', '😀!'] Grueße, Жизнь 日本 😀! [32, 128512, 33] 'Gr\xfc\xdfe, \u0416\u0438\u0437\u043d\u044c \u65e5\u672c \U0001f600!' 'Grüße, Жизнь 日本 😀!'
# expect: SS ss FI ας ǅ i̇ True
# expect: True True True False True False True True
# expect: b'\xc3\xa9' b'\xe9' b'\xe5e' é ÿ b'?'
# expect: UnicodeEncodeError 'ascii' codec can't encode character '\xe9' in position 0: ordinal not in range(128)
# expect: UnicodeDecodeError 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte
# expect: UnicodeDecodeError 'utf-8' codec can't decode bytes in position 0-1: unexpected end of data
# expect: UnicodeEncodeError 'utf-8' codec can't encode character '\ud800' in position 0: surrogates not allowed
# expect: '\x00\x1f\x7f\x80\xa0\xad\u200b\ue000\U0010ffff' '" it's say "x"
# expect: True False True True ['a', 'b', 'z', 'ä'] z True True
# expect: 😀x é a   b **x*** 007 -007
# expect: xyz BBd
