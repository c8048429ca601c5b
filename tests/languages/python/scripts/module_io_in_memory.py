# StringIO, BytesIO, IncrementalNewlineDecoder and the base classes.
import _io

b = _io.BytesIO(b"one\ntwo\nthree")
print(b.readline(), b.readline(2), b.read(), b.read(), b.tell())
# expect: b'one\n' b'tw' b'o\nthree' b'' 13
print(b.seek(-3, 2), b.read(), b.seek(20), b.write(b"!"), b.getvalue())
# expect: 10 b'ree' 20 1 b'one\ntwo\nthree\x00\x00\x00\x00\x00\x00\x00!'
print(b.truncate(3), b.getvalue(), b.tell())
# expect: 3 b'one' 21
b.seek(0)
buffer = bytearray(5)
print(b.readinto(buffer), buffer)
# expect: 3 bytearray(b'one\x00\x00')
print([line for line in _io.BytesIO(b"x\ny\n")], b.readable(), b.closed)
# expect: [b'x\n', b'y\n'] True False
for call in (lambda: b.write("text"), lambda: b.seek(-1), lambda: b.seek(0, 5), lambda: (b.close(), b.read())):
    try:
        call()
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
# expect: TypeError a bytes-like object is required, not 'str'
# expect: ValueError negative seek value -1
# expect: ValueError invalid whence (5, should be 0, 1 or 2)
# expect: ValueError I/O operation on closed file.
s = _io.StringIO()
print(s.write("abc\n"), s.write("d\u00e9f\n"), s.write("\u20ac\U0001f600"), repr(s.getvalue()))
# expect: 4 4 2 'abc\ndéf\n€😀'
s.seek(0)
print([s.readline()], list(s), s.tell())
# expect: ['abc\n'] ['déf\n', '€😀'] 10
print(s.seek(1), s.write("XY"), s.getvalue() == "aXY\nd\u00e9f\n\u20ac\U0001f600", s.truncate(2), s.getvalue())
# expect: 1 2 True 2 aX
for newline in (None, "", "\n", "\r", "\r\n"):
    t = _io.StringIO("a\nb\r\nc\rd", newline=newline)
    print(repr(newline), t.readlines(), t.newlines)
# expect: None ['a\n', 'b\n', 'c\n', 'd'] ('\r', '\n', '\r\n')
# expect: '' ['a\n', 'b\r\n', 'c\r', 'd'] ('\r', '\n', '\r\n')
# expect: '\n' ['a\n', 'b\r\n', 'c\rd'] None
# expect: '\r' ['a\r', 'b\r', '\r', 'c\r', 'd'] None
# expect: '\r\n' ['a\r\n', 'b\r\r\n', 'c\rd'] None
with _io.StringIO() as t:
    print("printed", 1, file=t)
    text = t.getvalue()
print(repr(text), t.closed)
# expect: 'printed 1\n' True
for call in (lambda: _io.StringIO(b"x"), lambda: _io.StringIO("", newline="x"), lambda: _io.StringIO().write(1), lambda: t.getvalue()):
    try:
        call()
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
# expect: TypeError initial_value must be str or None, not bytes
# expect: ValueError illegal newline value: 'x'
# expect: TypeError string argument expected, got 'int'
# expect: ValueError I/O operation on closed file


class Upper(_io.StringIO):
    def __init__(self, first):
        super().__init__()
        self.first = first

    def write(self, text):
        return super().write(text.upper())


u = Upper("x")
print("loud", file=u)
print(repr(u.getvalue()), u.first, isinstance(u, _io._TextIOBase))
# expect: 'LOUD\n' x True
d = _io.IncrementalNewlineDecoder(None, translate=True)
print([d.decode(x) for x in ("a\r", "\nb\r", "c")], d.newlines, [d.decode("\r", final=True)], d.getstate())
# expect: ['a', '\nb', '\nc'] ('\r', '\r\n') ['\n'] (b'', 0)


class Raw(_io._RawIOBase):
    def __init__(self, data):
        self.data = data

    def readable(self):
        return True

    def readinto(self, buffer):
        part, self.data = self.data[:len(buffer)], self.data[len(buffer):]
        buffer[:len(part)] = part
        return len(part)


r = Raw(b"line one\nline two\nrest")
print(r.readline(), r.read(4), r.readall(), r.closed)
# expect: b'line one\n' b'line' b' two\nrest' False
print(list(Raw(b"1\n2\n")), Raw(b"12345").read())
# expect: [b'1\n', b'2\n'] b'12345'
with r:
    pass
print(r.closed)
# expect: True
for call in (r.readline, lambda: Raw(b"").seek(0), lambda: Raw(b"").fileno(), lambda: Raw(b"")._checkWritable()):
    try:
        call()
    except (OSError, ValueError) as e:
        print(type(e).__name__, e)
# expect: UnsupportedOperation seek
# expect: UnsupportedOperation fileno
# expect: UnsupportedOperation File or stream is not writable.
total = _io.StringIO()
for i in range(3000):
    total.write(str(i))
    total.write("\n" if i % 2 else " ")
print(len(total.getvalue()), sum(len(line) for line in _io.StringIO(total.getvalue())))
# expect: 13890 13890
