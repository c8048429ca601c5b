# Files and anonymous memory, mapped.
import mmap

with open("file", "wb") as out:
    out.write(b"first line\nsecond line\nrest")
with open("file", "r+b") as file:
    with mmap.mmap(file.fileno(), 0) as m:
        print(len(m), m.readline(), m.read(6), m.tell())
        print(m.find(b"line"), m.find(b"line", 0), m.rfind(b"line"), m.find(b"nothing"))
        m[0:5] = b"FIRST"
        m.seek(-4, 2)
        m.write(b"REST")
        print(m[:], m[0], m[-1], m[::9])
        m.move(0, 6, 4)
        m.flush()
        try:
            m.write(b"too much")
        except ValueError as error:
            print(error)
        m.resize(30)
        print(len(m), m.size(), m[26:])
        try:
            m[100]
        except IndexError as error:
            print(error)
    print(m.closed)
    try:
        m.read()
    except ValueError as error:
        print(error)
    with mmap.mmap(file.fileno(), 10, access=mmap.ACCESS_READ) as m:
        try:
            m[0] = 1
        except TypeError as error:
            print(error)
        print(m)
print(open("file", "rb").read())
# expect: 27 b'first line\n' b'second' 17
# expect: 18 6 18 -1
# expect: b'FIRST line\nsecond line\nREST' 70 84 b'Fel'
# expect: data out of range
# expect: 30 30 b'T\x00\x00\x00'
# expect: mmap index out of range
# expect: True
# expect: mmap closed or invalid
# expect: mmap can't modify a readonly memory map.
# expect: <mmap.mmap closed=False, access=ACCESS_READ, length=10, pos=0, offset=0>
# expect: b'lineT line\nsecond line\nREST\x00\x00\x00'

m = mmap.mmap(-1, 100)
m.write_byte(65)
m.write(b"bc")
m.seek(0)
print(m.read_byte(), m.read(2), m.read(3))
# expect: 65 b'bc' b'\x00\x00\x00'
try:
    mmap.mmap(-1, -1)
except OverflowError as error:
    print(error)
# expect: memory mapped length must be positive
