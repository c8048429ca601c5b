# Codecs: the standard and the registered error handlers, and what _codecs offers.
import codecs


def attempt(f):
    try:
        print(ascii(f()))
    except Exception as error:
        print(type(error).__name__, error)


for errors in "strict", "ignore", "replace", "backslashreplace", "surrogateescape", "surrogatepass", "bogus":
    for data in b"a\xffb", b"\xe2\x82", b"\xed\xa0\x80x", b"\xc0\x80", b"\xe2\x28\xa1":
        for encoding in "utf-8", "ascii", "utf-16":
            attempt(lambda: data.decode(encoding, errors))
for errors in "strict", "ignore", "replace", "backslashreplace", "surrogateescape", "surrogatepass", "xmlcharrefreplace", "bogus":
    for text in "a\xffb\u20ac\U0001f600", "\ud800\udc80x", "\udcff\udc7f":
        for encoding in "utf-8", "ascii", "latin-1", "utf-16-be", "utf-32":
            attempt(lambda: text.encode(encoding, errors))

for handler in (lambda e: ("?!", e.end)), (lambda e: 3), (lambda e: ("x", 30)), (lambda e: (b"\xfe", -1)):
    codecs.register_error("test.handler", handler)
    attempt(lambda: "a\u1234b".encode("ascii", "test.handler"))
    attempt(lambda: b"a\xff".decode("ascii", "test.handler"))

attempt(lambda: "x".encode("nope"))
attempt(lambda: "x".encode(3))
attempt(lambda: b"x".decode("ascii", 3))
attempt(lambda: codecs.lookup("Latin1").name)
attempt(lambda: codecs.encode("abc", "rot13"))
attempt(lambda: "x".encode("rot13"))
attempt(lambda: codecs.utf_8_decode(b"ab\xe2\x82"))
attempt(lambda: codecs.utf_16_ex_decode(b"\xfe\xff\0a\xd8\0"))
attempt(lambda: codecs.unicode_escape_decode(rb"a\n\x41\u20ac\U0001f600\101\\"))
attempt(lambda: codecs.unicode_escape_decode(b"\\u12", "replace"))
attempt(lambda: codecs.unicode_escape_encode("a\n\\'\x00\x7f\xff\u20ac\U0001f600"))
attempt(lambda: codecs.raw_unicode_escape_encode("a\n\\\xff\u20ac\U0001f600"))
attempt(lambda: codecs.escape_decode(rb"a\x41\n\0"))
attempt(lambda: codecs.charmap_decode(b"abc\xff", "replace", {97: "xyz", 98: 120, 99: None}))
attempt(lambda: codecs.charmap_encode("abd", "replace", {97: 120, 98: b"yy", 63: 33}))
attempt(lambda: codecs.utf_7_encode("a+b\xffc\U0001f600~"))
attempt(lambda: codecs.utf_7_decode(b"a+-b+AP8-c+2D3eAA-~"))
attempt(lambda: "\u20ac".encode("cp437"))
attempt(lambda: b"\x80\x81".decode("cp1252"))
attempt(lambda: "abc\u20ac".encode("iso8859-15"))
attempt(lambda: b"\xef\xbb\xbfabc".decode("utf_8_sig"))
attempt(lambda: list(codecs.iterdecode([b"\xe2", b"\x82", b"\xac"], "utf-8")))
attempt(lambda: list(codecs.iterencode(["a", "\u20ac"], "utf-16")))
attempt(lambda: UnicodeTranslateError("ab\u20ac", 2, 3, "why"))
attempt(lambda: str(UnicodeTranslateError("ab\u20ac", 1, 3, "why")))
attempt(lambda: UnicodeDecodeError("ascii"))
error = UnicodeEncodeError("ascii", "ab\u20ac\ud800", 2, 4, "why")
for errors in "ignore", "replace", "backslashreplace", "surrogateescape", "surrogatepass", "xmlcharrefreplace":
    attempt(lambda: codecs.lookup_error(errors)(error))
    attempt(lambda: codecs.lookup_error(errors)(3))
# expect: UnicodeDecodeError 'utf-8' codec can't decode byte 0xff in position 1: invalid start byte
# expect: UnicodeDecodeError 'ascii' codec can't decode byte 0xff in position 1: ordinal not in range(128)
# expect: UnicodeDecodeError 'utf-16-le' codec can't decode byte 0x62 in position 2: truncated data
# expect: UnicodeDecodeError 'utf-8' codec can't decode bytes in position 0-1: unexpected end of data
# expect: UnicodeDecodeError 'ascii' codec can't decode byte 0xe2 in position 0: ordinal not in range(128)
# expect: '\u82e2'
# expect: UnicodeDecodeError 'utf-8' codec can't decode byte 0xed in position 0: invalid continuation byte
# expect: UnicodeDecodeError 'ascii' codec can't decode byte 0xed in position 0: ordinal not in range(128)
# expect: '\ua0ed\u7880'
# expect: UnicodeDecodeError 'utf-8' codec can't decode byte 0xc0 in position 0: invalid start byte
# expect: UnicodeDecodeError 'ascii' codec can't decode byte 0xc0 in position 0: ordinal not in range(128)
# expect: '\u80c0'
# expect: UnicodeDecodeError 'utf-8' codec can't decode byte 0xe2 in position 0: invalid continuation byte
# expect: UnicodeDecodeError 'ascii' codec can't decode byte 0xe2 in position 0: ordinal not in range(128)
# expect: UnicodeDecodeError 'utf-16-le' codec can't decode byte 0xa1 in position 2: truncated data
# expect: 'ab'
# expect: 'ab'
# expect: '\uff61'
# expect: ''
# expect: ''
# expect: '\u82e2'
# expect: 'x'
# expect: 'x'
# expect: '\ua0ed\u7880'
# expect: ''
# expect: ''
# expect: '\u80c0'
# expect: '('
# expect: '('
# expect: '\u28e2'
# expect: 'a\ufffdb'
# expect: 'a\ufffdb'
# expect: '\uff61\ufffd'
# expect: '\ufffd'
# expect: '\ufffd\ufffd'
# expect: '\u82e2'
# expect: '\ufffd\ufffd\ufffdx'
# expect: '\ufffd\ufffd\ufffdx'
# expect: '\ua0ed\u7880'
# expect: '\ufffd\ufffd'
# expect: '\ufffd\ufffd'
# expect: '\u80c0'
# expect: '\ufffd(\ufffd'
# expect: '\ufffd(\ufffd'
# expect: '\u28e2\ufffd'
# expect: 'a\\xffb'
# expect: 'a\\xffb'
# expect: '\uff61\\x62'
# expect: '\\xe2\\x82'
# expect: '\\xe2\\x82'
# expect: '\u82e2'
# expect: '\\xed\\xa0\\x80x'
# expect: '\\xed\\xa0\\x80x'
# expect: '\ua0ed\u7880'
# expect: '\\xc0\\x80'
# expect: '\\xc0\\x80'
# expect: '\u80c0'
# expect: '\\xe2(\\xa1'
# expect: '\\xe2(\\xa1'
# expect: '\u28e2\\xa1'
# expect: 'a\udcffb'
# expect: 'a\udcffb'
# expect: UnicodeDecodeError 'utf-16-le' codec can't decode byte 0x62 in position 2: truncated data
# expect: '\udce2\udc82'
# expect: '\udce2\udc82'
# expect: '\u82e2'
# expect: '\udced\udca0\udc80x'
# expect: '\udced\udca0\udc80x'
# expect: '\ua0ed\u7880'
# expect: '\udcc0\udc80'
# expect: '\udcc0\udc80'
# expect: '\u80c0'
# expect: '\udce2(\udca1'
# expect: '\udce2(\udca1'
# expect: '\u28e2\udca1'
# expect: UnicodeDecodeError 'utf-8' codec can't decode byte 0xff in position 1: invalid start byte
# expect: UnicodeDecodeError 'ascii' codec can't decode byte 0xff in position 1: ordinal not in range(128)
# expect: UnicodeDecodeError 'utf-16-le' codec can't decode byte 0x62 in position 2: truncated data
# expect: UnicodeDecodeError 'utf-8' codec can't decode bytes in position 0-1: unexpected end of data
# expect: UnicodeDecodeError 'ascii' codec can't decode byte 0xe2 in position 0: ordinal not in range(128)
# expect: '\u82e2'
# expect: '\ud800x'
# expect: UnicodeDecodeError 'ascii' codec can't decode byte 0xed in position 0: ordinal not in range(128)
# expect: '\ua0ed\u7880'
# expect: UnicodeDecodeError 'utf-8' codec can't decode byte 0xc0 in position 0: invalid start byte
# expect: UnicodeDecodeError 'ascii' codec can't decode byte 0xc0 in position 0: ordinal not in range(128)
# expect: '\u80c0'
# expect: UnicodeDecodeError 'utf-8' codec can't decode byte 0xe2 in position 0: invalid continuation byte
# expect: UnicodeDecodeError 'ascii' codec can't decode byte 0xe2 in position 0: ordinal not in range(128)
# expect: UnicodeDecodeError 'utf-16-le' codec can't decode byte 0xa1 in position 2: truncated data
# expect: LookupError unknown error handler name 'bogus'
# expect: LookupError unknown error handler name 'bogus'
# expect: LookupError unknown error handler name 'bogus'
# expect: LookupError unknown error handler name 'bogus'
# expect: LookupError unknown error handler name 'bogus'
# expect: '\u82e2'
# expect: LookupError unknown error handler name 'bogus'
# expect: LookupError unknown error handler name 'bogus'
# expect: '\ua0ed\u7880'
# expect: LookupError unknown error handler name 'bogus'
# expect: LookupError unknown error handler name 'bogus'
# expect: '\u80c0'
# expect: LookupError unknown error handler name 'bogus'
# expect: LookupError unknown error handler name 'bogus'
# expect: LookupError unknown error handler name 'bogus'
# expect: b'a\xc3\xbfb\xe2\x82\xac\xf0\x9f\x98\x80'
# expect: UnicodeEncodeError 'ascii' codec can't encode character '\xff' in position 1: ordinal not in range(128)
# expect: UnicodeEncodeError 'latin-1' codec can't encode characters in position 3-4: ordinal not in range(256)
# expect: b'\x00a\x00\xff\x00b \xac\xd8=\xde\x00'
# expect: b'\xff\xfe\x00\x00a\x00\x00\x00\xff\x00\x00\x00b\x00\x00\x00\xac \x00\x00\x00\xf6\x01\x00'
# expect: UnicodeEncodeError 'utf-8' codec can't encode characters in position 0-1: surrogates not allowed
# expect: UnicodeEncodeError 'ascii' codec can't encode characters in position 0-1: ordinal not in range(128)
# expect: UnicodeEncodeError 'latin-1' codec can't encode characters in position 0-1: ordinal not in range(256)
# expect: UnicodeEncodeError 'utf-16-be' codec can't encode character '\ud800' in position 0: surrogates not allowed
# expect: UnicodeEncodeError 'utf-32' codec can't encode character '\ud800' in position 0: surrogates not allowed
# expect: UnicodeEncodeError 'utf-8' codec can't encode characters in position 0-1: surrogates not allowed
# expect: UnicodeEncodeError 'ascii' codec can't encode characters in position 0-1: ordinal not in range(128)
# expect: UnicodeEncodeError 'latin-1' codec can't encode characters in position 0-1: ordinal not in range(256)
# expect: UnicodeEncodeError 'utf-16-be' codec can't encode character '\udcff' in position 0: surrogates not allowed
# expect: UnicodeEncodeError 'utf-32' codec can't encode character '\udcff' in position 0: surrogates not allowed
# expect: b'a\xc3\xbfb\xe2\x82\xac\xf0\x9f\x98\x80'
# expect: b'ab'
# expect: b'a\xffb'
# expect: b'\x00a\x00\xff\x00b \xac\xd8=\xde\x00'
# expect: b'\xff\xfe\x00\x00a\x00\x00\x00\xff\x00\x00\x00b\x00\x00\x00\xac \x00\x00\x00\xf6\x01\x00'
# expect: b'x'
# expect: b'x'
# expect: b'x'
# expect: b'\x00x'
# expect: b'\xff\xfe\x00\x00x\x00\x00\x00'
# expect: b''
# expect: b''
# expect: b''
# expect: b''
# expect: b'\xff\xfe\x00\x00'
# expect: b'a\xc3\xbfb\xe2\x82\xac\xf0\x9f\x98\x80'
# expect: b'a?b??'
# expect: b'a\xffb??'
# expect: b'\x00a\x00\xff\x00b \xac\xd8=\xde\x00'
# expect: b'\xff\xfe\x00\x00a\x00\x00\x00\xff\x00\x00\x00b\x00\x00\x00\xac \x00\x00\x00\xf6\x01\x00'
# expect: b'??x'
# expect: b'??x'
# expect: b'??x'
# expect: b'\x00?\x00?\x00x'
# expect: b'\xff\xfe\x00\x00?\x00\x00\x00?\x00\x00\x00x\x00\x00\x00'
# expect: b'??'
# expect: b'??'
# expect: b'??'
# expect: b'\x00?\x00?'
# expect: b'\xff\xfe\x00\x00?\x00\x00\x00?\x00\x00\x00'
# expect: b'a\xc3\xbfb\xe2\x82\xac\xf0\x9f\x98\x80'
# expect: b'a\\xffb\\u20ac\\U0001f600'
# expect: b'a\xffb\\u20ac\\U0001f600'
# expect: b'\x00a\x00\xff\x00b \xac\xd8=\xde\x00'
# expect: b'\xff\xfe\x00\x00a\x00\x00\x00\xff\x00\x00\x00b\x00\x00\x00\xac \x00\x00\x00\xf6\x01\x00'
# expect: b'\\ud800\\udc80x'
# expect: b'\\ud800\\udc80x'
# expect: b'\\ud800\\udc80x'
# expect: b'\x00\\\x00u\x00d\x008\x000\x000\x00\\\x00u\x00d\x00c\x008\x000\x00x'
# expect: b'\xff\xfe\x00\x00\\\x00\x00\x00u\x00\x00\x00d\x00\x00\x008\x00\x00\x000\x00\x00\x000\x00\x00\x00\\\x00\x00\x00u\x00\x00\x00d\x00\x00\x00c\x00\x00\x008\x00\x00\x000\x00\x00\x00x\x00\x00\x00'
# expect: b'\\udcff\\udc7f'
# expect: b'\\udcff\\udc7f'
# expect: b'\\udcff\\udc7f'
# expect: b'\x00\\\x00u\x00d\x00c\x00f\x00f\x00\\\x00u\x00d\x00c\x007\x00f'
# expect: b'\xff\xfe\x00\x00\\\x00\x00\x00u\x00\x00\x00d\x00\x00\x00c\x00\x00\x00f\x00\x00\x00f\x00\x00\x00\\\x00\x00\x00u\x00\x00\x00d\x00\x00\x00c\x00\x00\x007\x00\x00\x00f\x00\x00\x00'
# expect: b'a\xc3\xbfb\xe2\x82\xac\xf0\x9f\x98\x80'
# expect: UnicodeEncodeError 'ascii' codec can't encode character '\xff' in position 1: ordinal not in range(128)
# expect: UnicodeEncodeError 'latin-1' codec can't encode characters in position 3-4: ordinal not in range(256)
# expect: b'\x00a\x00\xff\x00b \xac\xd8=\xde\x00'
# expect: b'\xff\xfe\x00\x00a\x00\x00\x00\xff\x00\x00\x00b\x00\x00\x00\xac \x00\x00\x00\xf6\x01\x00'
# expect: UnicodeEncodeError 'utf-8' codec can't encode characters in position 0-1: surrogates not allowed
# expect: UnicodeEncodeError 'ascii' codec can't encode characters in position 0-1: ordinal not in range(128)
# expect: UnicodeEncodeError 'latin-1' codec can't encode characters in position 0-1: ordinal not in range(256)
# expect: UnicodeEncodeError 'utf-16-be' codec can't encode character '\ud800' in position 0: surrogates not allowed
# expect: UnicodeEncodeError 'utf-32' codec can't encode character '\ud800' in position 0: surrogates not allowed
# expect: UnicodeEncodeError 'utf-8' codec can't encode character '\udc7f' in position 1: surrogates not allowed
# expect: UnicodeEncodeError 'ascii' codec can't encode character '\udc7f' in position 1: ordinal not in range(128)
# expect: UnicodeEncodeError 'latin-1' codec can't encode character '\udc7f' in position 1: ordinal not in range(256)
# expect: UnicodeEncodeError 'utf-16-be' codec can't encode character '\udcff' in position 0: surrogates not allowed
# expect: UnicodeEncodeError 'utf-32' codec can't encode character '\udcff' in position 0: surrogates not allowed
# expect: b'a\xc3\xbfb\xe2\x82\xac\xf0\x9f\x98\x80'
# expect: UnicodeEncodeError 'ascii' codec can't encode character '\xff' in position 1: ordinal not in range(128)
# expect: UnicodeEncodeError 'latin-1' codec can't encode characters in position 3-4: ordinal not in range(256)
# expect: b'\x00a\x00\xff\x00b \xac\xd8=\xde\x00'
# expect: b'\xff\xfe\x00\x00a\x00\x00\x00\xff\x00\x00\x00b\x00\x00\x00\xac \x00\x00\x00\xf6\x01\x00'
# expect: b'\xed\xa0\x80\xed\xb2\x80x'
# expect: UnicodeEncodeError 'ascii' codec can't encode characters in position 0-1: ordinal not in range(128)
# expect: UnicodeEncodeError 'latin-1' codec can't encode characters in position 0-1: ordinal not in range(256)
# expect: b'\xd8\x00\xdc\x80\x00x'
# expect: b'\xff\xfe\x00\x00\x00\xd8\x00\x00\x80\xdc\x00\x00x\x00\x00\x00'
# expect: b'\xed\xb3\xbf\xed\xb1\xbf'
# expect: UnicodeEncodeError 'ascii' codec can't encode characters in position 0-1: ordinal not in range(128)
# expect: UnicodeEncodeError 'latin-1' codec can't encode characters in position 0-1: ordinal not in range(256)
# expect: b'\xdc\xff\xdc\x7f'
# expect: b'\xff\xfe\x00\x00\xff\xdc\x00\x00\x7f\xdc\x00\x00'
# expect: b'a\xc3\xbfb\xe2\x82\xac\xf0\x9f\x98\x80'
# expect: b'a&#255;b&#8364;&#128512;'
# expect: b'a\xffb&#8364;&#128512;'
# expect: b'\x00a\x00\xff\x00b \xac\xd8=\xde\x00'
# expect: b'\xff\xfe\x00\x00a\x00\x00\x00\xff\x00\x00\x00b\x00\x00\x00\xac \x00\x00\x00\xf6\x01\x00'
# expect: b'&#55296;&#56448;x'
# expect: b'&#55296;&#56448;x'
# expect: b'&#55296;&#56448;x'
# expect: b'\x00&\x00#\x005\x005\x002\x009\x006\x00;\x00&\x00#\x005\x006\x004\x004\x008\x00;\x00x'
# expect: b'\xff\xfe\x00\x00&\x00\x00\x00#\x00\x00\x005\x00\x00\x005\x00\x00\x002\x00\x00\x009\x00\x00\x006\x00\x00\x00;\x00\x00\x00&\x00\x00\x00#\x00\x00\x005\x00\x00\x006\x00\x00\x004\x00\x00\x004\x00\x00\x008\x00\x00\x00;\x00\x00\x00x\x00\x00\x00'
# expect: b'&#56575;&#56447;'
# expect: b'&#56575;&#56447;'
# expect: b'&#56575;&#56447;'
# expect: b'\x00&\x00#\x005\x006\x005\x007\x005\x00;\x00&\x00#\x005\x006\x004\x004\x007\x00;'
# expect: b'\xff\xfe\x00\x00&\x00\x00\x00#\x00\x00\x005\x00\x00\x006\x00\x00\x005\x00\x00\x007\x00\x00\x005\x00\x00\x00;\x00\x00\x00&\x00\x00\x00#\x00\x00\x005\x00\x00\x006\x00\x00\x004\x00\x00\x004\x00\x00\x007\x00\x00\x00;\x00\x00\x00'
# expect: b'a\xc3\xbfb\xe2\x82\xac\xf0\x9f\x98\x80'
# expect: LookupError unknown error handler name 'bogus'
# expect: LookupError unknown error handler name 'bogus'
# expect: b'\x00a\x00\xff\x00b \xac\xd8=\xde\x00'
# expect: b'\xff\xfe\x00\x00a\x00\x00\x00\xff\x00\x00\x00b\x00\x00\x00\xac \x00\x00\x00\xf6\x01\x00'
# expect: LookupError unknown error handler name 'bogus'
# expect: LookupError unknown error handler name 'bogus'
# expect: LookupError unknown error handler name 'bogus'
# expect: LookupError encoding with 'utf-16-be' codec failed (LookupError: unknown error handler name 'bogus')
# expect: LookupError unknown error handler name 'bogus'
# expect: LookupError unknown error handler name 'bogus'
# expect: LookupError unknown error handler name 'bogus'
# expect: LookupError unknown error handler name 'bogus'
# expect: LookupError encoding with 'utf-16-be' codec failed (LookupError: unknown error handler name 'bogus')
# expect: LookupError unknown error handler name 'bogus'
# expect: b'a?!b'
# expect: 'a?!'
# expect: TypeError encoding error handler must return (str/bytes, int) tuple
# expect: TypeError decoding error handler must return (str, int) tuple
# expect: IndexError position 30 from error handler out of bounds
# expect: IndexError position 30 from error handler out of bounds
# expect: b'a\xfeb'
# expect: TypeError decoding error handler must return (str, int) tuple
# expect: LookupError unknown encoding: nope
# expect: TypeError encode() argument 'encoding' must be str, not int
# expect: TypeError decode() argument 'errors' must be str, not int
# expect: 'iso8859-1'
# expect: 'nop'
# expect: LookupError 'rot13' is not a text encoding; use codecs.encode() to handle arbitrary codecs
# expect: ('ab', 2)
# expect: ('a', 4, 1)
# expect: ('a\nA\u20ac\U0001f600A\\', 29)
# expect: ('\ufffd', 4)
# expect: (b"a\\n\\\\'\\x00\\x7f\\xff\\u20ac\\U0001f600", 9)
# expect: (b'a\n\\\xff\\u20ac\\U0001f600', 6)
# expect: (b'aA\n\x00', 9)
# expect: ('xyzx\ufffd\ufffd', 4)
# expect: (b'xyy!', 3)
# expect: (b'a+-b+AP8-c+2D3eAAB+-', 7)
# expect: ('a+b\xffc\U0001f600~', 19)
# expect: UnicodeEncodeError 'charmap' codec can't encode character '\u20ac' in position 0: character maps to <undefined>
# expect: UnicodeDecodeError 'charmap' codec can't decode byte 0x81 in position 1: character maps to <undefined>
# expect: b'abc\xa4'
# expect: 'abc'
# expect: ['\u20ac']
# expect: [b'\xff\xfea\x00', b'\xac ']
# expect: UnicodeTranslateError('ab\u20ac', 2, 3, 'why')
# expect: "can't translate characters in position 1-2: why"
# expect: TypeError function takes exactly 5 arguments (1 given)
# expect: ('', 4)
# expect: TypeError don't know how to handle int in error callback
# expect: ('??', 4)
# expect: TypeError don't know how to handle int in error callback
# expect: ('\\u20ac\\ud800', 4)
# expect: TypeError don't know how to handle int in error callback
# expect: UnicodeEncodeError 'ascii' codec can't encode characters in position 2-3: why
# expect: TypeError don't know how to handle int in error callback
# expect: UnicodeEncodeError 'ascii' codec can't encode characters in position 2-3: why
# expect: TypeError don't know how to handle int in error callback
# expect: ('&#8364;&#55296;', 4)
# expect: TypeError don't know how to handle int in error callback
