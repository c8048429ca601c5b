# open(): text and binary files, buffering, newlines, encodings, positions.
import _io
import posix

path = f"/tmp/jwpython_files_{posix.getpid()}"
with open(path, "w") as f:
    print(f.write("one\ntwo\nthr\u00e9e\n"), f.name == path, f.mode, f.encoding, f.closed, f.readable(), f.writable(), f.seekable())
# expect: 14 True w UTF-8 False False True True
print(f.closed)
# expect: True
with open(path) as f:
    print(f.readline(), end="")
    print(f.tell(), f.read(3), f.tell(), list(f))
# expect: one
# expect: 4 two 7 ['\n', 'thrée\n']
with open(path, "rb") as f:
    print(type(f).__name__, type(f.raw).__name__, f.mode, f.peek(2)[:2], f.read(4), f.tell(), f.seek(-3, 2), f.read())
# expect: BufferedReader FileIO rb b'on' b'one\n' 4 12 b'\xa9e\n'
with open(path, "r+") as f:
    f.seek(4)
    f.write("TWO")
    f.seek(0)
    print(f.read().split())
# expect: ['one', 'TWO', 'thrée']
with open(path, "a") as f:
    print(f.tell(), f.write("end"))
# expect: 15 3
with open(path, "ab+") as f:
    f.seek(0)
    print(f.read(3), f.write(b"!"))
    f.flush()
    print(open(path, "rb").readlines())
# expect: b'one' 1
# expect: [b'one\n', b'TWO\n', b'thr\xc3\xa9e\n', b'end!']
with open(path, "wb") as f:
    f.write(b"a\nb\r\nc\rd")
for newline in (None, "", "\n", "\r", "\r\n"):
    with open(path, newline=newline) as f:
        print(repr(newline), f.readlines(), f.newlines)
# expect: None ['a\n', 'b\n', 'c\n', 'd'] ('\r', '\n', '\r\n')
# expect: '' ['a\n', 'b\r\n', 'c\r', 'd'] ('\r', '\n', '\r\n')
# expect: '\n' ['a\n', 'b\r\n', 'c\rd'] None
# expect: '\r' ['a\nb\r', '\nc\r', 'd'] None
# expect: '\r\n' ['a\nb\r\n', 'c\rd'] None
with open(path, "w", newline="\r\n") as f:
    f.write("x\ny\n")
print(open(path, "rb").read())
# expect: b'x\r\ny\r\n'
for encoding, errors in (("latin-1", "strict"), ("ascii", "replace"), ("ascii", "backslashreplace"), ("utf-8", "strict")):
    with open(path, "w", encoding=encoding, errors=errors) as f:
        f.write("caf\u00e9")
    with open(path, "rb") as f:
        print(encoding, f.read())
# expect: latin-1 b'caf\xe9'
# expect: ascii b'caf?'
# expect: ascii b'caf\\xe9'
# expect: utf-8 b'caf\xc3\xa9'
with open(path, "wb") as f:
    f.write(b"ok \xff\xc3")
for errors in ("replace", "ignore", "surrogateescape", "strict"):
    try:
        with open(path, encoding="utf-8", errors=errors) as f:
            print(errors, ascii(f.read()))
    except UnicodeDecodeError as e:
        print(e)
# expect: replace 'ok \ufffd\ufffd'
# expect: ignore 'ok '
# expect: surrogateescape 'ok \udcff\udcc3'
# expect: 'utf-8' codec can't decode byte 0xff in position 3: invalid start byte
for call in (lambda: open("/nowhere/x"), lambda: open("/tmp"), lambda: open(path, "q"), lambda: open(path, "rw"),
             lambda: open(path, "rb", encoding="utf-8"), lambda: open(path, "tb"), lambda: open(path, buffering=0),
             lambda: open(path, newline="z"), lambda: f.read(), lambda: open(1.5), lambda: open(path, "w").read(),
             lambda: open(path).write("x"), lambda: open(path, "wb").write("x"), lambda: open(-1), lambda: open(path).seek(1, 1)):
    try:
        call()
    except (OSError, ValueError, TypeError) as e:
        print(type(e).__name__, str(e).replace(path, "PATH"))
# expect: FileNotFoundError [Errno 2] No such file or directory: '/nowhere/x'
# expect: IsADirectoryError [Errno 21] Is a directory: '/tmp'
# expect: ValueError invalid mode: 'q'
# expect: ValueError must have exactly one of create/read/write/append mode
# expect: ValueError binary mode doesn't take an encoding argument
# expect: ValueError can't have text and binary mode at once
# expect: ValueError can't have unbuffered text I/O
# expect: ValueError illegal newline value: z
# expect: ValueError I/O operation on closed file.
# expect: TypeError expected str, bytes or os.PathLike object, not float
# expect: UnsupportedOperation not readable
# expect: UnsupportedOperation not writable
# expect: TypeError a bytes-like object is required, not 'str'
# expect: ValueError negative file descriptor
# expect: UnsupportedOperation can't do nonzero cur-relative seeks
text = "".join(f"line {i} \u20ac\n" for i in range(3000))
with open(path, "w", encoding="utf-8") as f:
    for line in text.splitlines(True):
        f.write(line)
with open(path, encoding="utf-8") as f:
    lines = 0
    for line in f:
        lines += len(line)
    print(lines == len(text), f.read())
# expect: True 
with open(path, encoding="utf-8") as f:
    marks = []
    while True:
        marks.append(f.tell())
        if not f.readline():
            break
    good = True
    for k in (0, 5, 1000, 2999):
        f.seek(marks[k])
        good = good and f.readline() == f"line {k} \u20ac\n"
    print(good, marks[:3])
# expect: True [0, 11, 22]
fd = posix.open(path, posix.O_RDONLY)
with open(fd, "rb", buffering=0, closefd=False) as raw:
    print(raw.read(4), raw.readinto(bytearray(3)), raw.tell(), raw.closefd, isinstance(raw, _io._RawIOBase))
# expect: b'line' 3 7 False True
posix.close(fd)
b = _io.BytesIO(b"from memory\nand more")
t = _io.TextIOWrapper(_io.BufferedReader(b), encoding="ascii")
print(t.readline(), end="")
print(t.read(), t.detach().closed)
# expect: from memory
# expect: and more False
pair = _io.BufferedRWPair(_io.BytesIO(b"abc"), _io.BytesIO())
print(pair.read(2), pair.write(b"xy"), pair.readable())
# expect: b'ab' 2 True
out = _io.TextIOWrapper(_io.BytesIO(), encoding="utf-8", newline="\r\n", write_through=True)
out.write("q\n")
print(out.buffer.getvalue(), out.write_through, out.line_buffering)
# expect: b'q\r\n' True False
# What is dropped without close() is written all the same.
open(path, "w").write("kept")
posix.system(f"true")
f = open(path, "w")
f.write("at exit")
f.flush()
print(open(path).read())
# expect: at exit
posix.unlink(path)
