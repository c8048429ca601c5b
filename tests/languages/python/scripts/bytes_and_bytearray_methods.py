# Every method of bytes and bytearray, with its errors.


def t(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
for T in (bytes, bytearray):
    b = T(b'Hello, World  x')
    for m in 'upper lower swapcase capitalize title isdigit isalpha isalnum isspace isascii isupper islower istitle strip lstrip rstrip split rsplit splitlines expandtabs hex'.split():
        t(lambda: (m, getattr(b, m)()))
        t(lambda: getattr(T(), m)())
        t(lambda: getattr(T(b' aB1\t\xff\n'), m)())
    for m in 'find rfind index rindex count'.split():
        for a in ((b'o',), (111,), (b'',), (b'o', 5), (b'o', -3), (b'o', 0, 5), (b'zz',), (256,), ('o',), (b'', 3, 2), (b'l', None, -3), (b'', 20), (b'', 15)):
            t(lambda: (m, a, getattr(b, m)(*a)))
    for a in ((None,), (b'l',), (b'l', 1), (None, 1), (b'',), (b' ', -1), ('x',), (b'o,', 1), (None, 0), (b'o', 0)):
        t(lambda: b.split(*a))
        t(lambda: b.rsplit(*a))
        t(lambda: b.partition(*a))
        t(lambda: b.rpartition(*a))
        t(lambda: T(b'  a b  c  ').split(*a))
        t(lambda: T(b'  a b  c  ').rsplit(*a))
    t(lambda: b.replace(b'l', b'LL'))
    t(lambda: b.replace(b'l', b'', 2))
    t(lambda: b.replace(b'', b'-'))
    t(lambda: b.replace(b'', b'-', 3))
    t(lambda: b.replace('a', b''))
    t(lambda: b.translate(bytes(range(255, -1, -1))))
    t(lambda: b.translate(None, b'lo'))
    t(lambda: b.translate(b'x'))
    t(lambda: b.translate(None, delete=b'l'))
    t(lambda: T.maketrans(b'ab', b'cd')[95:102])
    t(lambda: T.maketrans(b'ab', b'c'))
    for m in 'ljust rjust center'.split():
        for a in ((20,), (21, b'*'), (3,), (20, '*'), (20, b'ab'), (20, bytearray(b'-'))):
            t(lambda: getattr(b, m)(*a))
    t(lambda: b.zfill(20))
    t(lambda: T(b'-3').zfill(5))
    t(lambda: b.startswith((b'x', b'Hell')))
    t(lambda: b.endswith(b'x', 3))
    t(lambda: b.startswith('x'))
    t(lambda: b.startswith(b'ello', 1, 5))
    t(lambda: b.removeprefix(b'Hel'))
    t(lambda: b.removesuffix(b'x'))
    t(lambda: T(b' ').join([b'a', bytearray(b'b')]))
    t(lambda: T(b' ').join([1]))
    t(lambda: T(b' ').join(3))
    t(lambda: b[3])
    t(lambda: b[-1])
    t(lambda: b[99])
    t(lambda: b['x'])
    t(lambda: b[::2])
    t(lambda: b[5:2:-1])
    t(lambda: b + 'x')
    t(lambda: b + bytearray(b'y'))
    t(lambda: b * 2)
    t(lambda: b * 'x')
    t(lambda: b * -1)
    t(lambda: 'x' in b)
    t(lambda: 72 in b)
    t(lambda: 300 in b)
    t(lambda: b'lo' in b)
    t(lambda: b < b'I')
    t(lambda: b == b'Hello, World  x')
    t(lambda: b < 3)
    t(lambda: T(b'%d %s %b %a %r %c %x %5.1f|%-5d|%05d %%') % (3, b'ab', bytearray(b'c'), 'é', 'x', 65, 255, 1.25, 3, 4))
    t(lambda: T(b'%s') % 3)
    t(lambda: T(b'%(a)d') % {b'a': 3})
    t(lambda: T(b'%c') % 300)
    t(lambda: T(b'%c') % b'ab')
    t(lambda: T(b'%d') % 'x')
    t(lambda: T(b'%d %d') % 3)
    t(lambda: T(b'%d') % (3, 4))
    t(lambda: T(b'%y') % 3)
    t(lambda: T(b'%*d') % (5, 3))
    t(lambda: T(b'%.2s|%5s|%-5s|') % (b'abc', b'de', b'fg'))
    t(lambda: T(b'abc') % ())
    t(lambda: T(b'%') % 3)
    t(lambda: T(3))
    t(lambda: T([1, 2]))
    t(lambda: T([256]))
    t(lambda: T(-1))
    t(lambda: T('x'))
    t(lambda: T('x', 3))
    t(lambda: T(3, 'x'))
    t(lambda: T(3, errors='x'))
    t(lambda: T(1.5))
    t(lambda: T(['a']))
    t(lambda: T(2 ** 100))
    t(lambda: T(None))
    t(lambda: T('é', 'latin1'))
    t(lambda: T(b'ab', b'c'))
    t(lambda: T.fromhex('12 aB'))
    t(lambda: T.fromhex('1'))
    t(lambda: T.fromhex('1x'))
    t(lambda: T.fromhex('  '))
    t(lambda: T.fromhex(b'12'))
    t(lambda: T(source=b'x'))
    t(lambda: T(1, 2, 3, 4))

    class S(T):
        pass
    t(lambda: S(b'ab'))
    t(lambda: S.fromhex('6162'))
    t(lambda: type(S(b'ab').upper()))
    t(lambda: S(b'ab') == b'ab')
    t(lambda: S('é', 'utf-8'))
    t(lambda: type(S(b'x') + b'y'))
    t(lambda: list(reversed(b))[:3])
    t(lambda: sum(b))
    t(lambda: max(b))
    t(lambda: hash(b) == hash(bytes(b)))
    t(lambda: bytes(b) is b)



def X(f, *a):
    b = bytearray(b'abcdef')

    def go():
        r = f(b, *a)
        return (r, b)
    t(go)



def si(b, k, v):
    b[k] = v



def di(b, k):
    del b[k]
for k in (0, -1, 9, 'x', slice(1, 3), slice(None, None, 2), slice(4, 1, -1), slice(10, 20), slice(3, 1)):
    for v in (65, 256, 'x', b'xyz', [1, 2], b'', 3.5, [300], range(3)):
        X(si, k, v)
    X(di, k)
for a in ((1,), (256,), ('x',)):
    X(bytearray.append, *a)
    X(bytearray.remove, *a)
    X(bytearray.extend, *a)
X(bytearray.extend, b'gh')
X(bytearray.extend, [1, 2])
X(bytearray.extend, 'x')
X(bytearray.extend, [300])
X(bytearray.pop)
X(bytearray.pop, 0)
X(bytearray.pop, -2)
X(bytearray.pop, 10)
X(bytearray.insert, 0, 65)
X(bytearray.insert, 100, 65)
X(bytearray.insert, -2, 65)
X(bytearray.clear)
X(bytearray.reverse)
X(bytearray.copy)
X(bytearray.remove, 97)
X(bytearray.__iadd__, b'x')
X(bytearray.__iadd__, 'x')
X(bytearray.__imul__, 2)
X(bytearray.__imul__, 0)
X(lambda b: b.__setitem__(slice(2, 3), b))
t(lambda: bytearray().pop())
t(lambda: hash(bytearray()))
t(lambda: bytearray(b'a').__reduce__()[:2])
t(lambda: repr(bytearray(b"it's")))
t(lambda: repr(b'\'"\x00\x80'))
t(lambda: b'ab'.__getnewargs__())
t(lambda: bytes.__mod__(b'%d', 3))
# expect: ('upper', b'HELLO, WORLD  X')
# expect: b''
# expect: b' AB1\t\xff\n'
# expect: ('lower', b'hello, world  x')
# expect: b''
# expect: b' ab1\t\xff\n'
# expect: ('swapcase', b'hELLO, wORLD  X')
# expect: b''
# expect: b' Ab1\t\xff\n'
# expect: ('capitalize', b'Hello, world  x')
# expect: b''
# expect: b' ab1\t\xff\n'
# expect: ('title', b'Hello, World  X')
# expect: b''
# expect: b' Ab1\t\xff\n'
# expect: ('isdigit', False)
# expect: False
# expect: False
# expect: ('isalpha', False)
# expect: False
# expect: False
# expect: ('isalnum', False)
# expect: False
# expect: False
# expect: ('isspace', False)
# expect: False
# expect: False
# expect: ('isascii', True)
# expect: True
# expect: False
# expect: ('isupper', False)
# expect: False
# expect: False
# expect: ('islower', False)
# expect: False
# expect: False
# expect: ('istitle', False)
# expect: False
# expect: False
# expect: ('strip', b'Hello, World  x')
# expect: b''
# expect: b'aB1\t\xff'
# expect: ('lstrip', b'Hello, World  x')
# expect: b''
# expect: b'aB1\t\xff\n'
# expect: ('rstrip', b'Hello, World  x')
# expect: b''
# expect: b' aB1\t\xff'
# expect: ('split', [b'Hello,', b'World', b'x'])
# expect: []
# expect: [b'aB1', b'\xff']
# expect: ('rsplit', [b'Hello,', b'World', b'x'])
# expect: []
# expect: [b'aB1', b'\xff']
# expect: ('splitlines', [b'Hello, World  x'])
# expect: []
# expect: [b' aB1\t\xff']
# expect: ('expandtabs', b'Hello, World  x')
# expect: b''
# expect: b' aB1    \xff\n'
# expect: ('hex', '48656c6c6f2c20576f726c64202078')
# expect:
# expect: 2061423109ff0a
# expect: ('find', (b'o',), 4)
# expect: ('find', (111,), 4)
# expect: ('find', (b'',), 0)
# expect: ('find', (b'o', 5), 8)
# expect: ('find', (b'o', -3), -1)
# expect: ('find', (b'o', 0, 5), 4)
# expect: ('find', (b'zz',), -1)
# expect: ValueError byte must be in range(0, 256)
# expect: TypeError argument should be integer or bytes-like object, not 'str'
# expect: ('find', (b'', 3, 2), -1)
# expect: ('find', (b'l', None, -3), 2)
# expect: ('find', (b'', 20), -1)
# expect: ('find', (b'', 15), 15)
# expect: ('rfind', (b'o',), 8)
# expect: ('rfind', (111,), 8)
# expect: ('rfind', (b'',), 15)
# expect: ('rfind', (b'o', 5), 8)
# expect: ('rfind', (b'o', -3), -1)
# expect: ('rfind', (b'o', 0, 5), 4)
# expect: ('rfind', (b'zz',), -1)
# expect: ValueError byte must be in range(0, 256)
# expect: TypeError argument should be integer or bytes-like object, not 'str'
# expect: ('rfind', (b'', 3, 2), -1)
# expect: ('rfind', (b'l', None, -3), 10)
# expect: ('rfind', (b'', 20), -1)
# expect: ('rfind', (b'', 15), 15)
# expect: ('index', (b'o',), 4)
# expect: ('index', (111,), 4)
# expect: ('index', (b'',), 0)
# expect: ('index', (b'o', 5), 8)
# expect: ValueError subsection not found
# expect: ('index', (b'o', 0, 5), 4)
# expect: ValueError subsection not found
# expect: ValueError byte must be in range(0, 256)
# expect: TypeError argument should be integer or bytes-like object, not 'str'
# expect: ValueError subsection not found
# expect: ('index', (b'l', None, -3), 2)
# expect: ValueError subsection not found
# expect: ('index', (b'', 15), 15)
# expect: ('rindex', (b'o',), 8)
# expect: ('rindex', (111,), 8)
# expect: ('rindex', (b'',), 15)
# expect: ('rindex', (b'o', 5), 8)
# expect: ValueError subsection not found
# expect: ('rindex', (b'o', 0, 5), 4)
# expect: ValueError subsection not found
# expect: ValueError byte must be in range(0, 256)
# expect: TypeError argument should be integer or bytes-like object, not 'str'
# expect: ValueError subsection not found
# expect: ('rindex', (b'l', None, -3), 10)
# expect: ValueError subsection not found
# expect: ('rindex', (b'', 15), 15)
# expect: ('count', (b'o',), 2)
# expect: ('count', (111,), 2)
# expect: ('count', (b'',), 16)
# expect: ('count', (b'o', 5), 1)
# expect: ('count', (b'o', -3), 0)
# expect: ('count', (b'o', 0, 5), 1)
# expect: ('count', (b'zz',), 0)
# expect: ValueError byte must be in range(0, 256)
# expect: TypeError argument should be integer or bytes-like object, not 'str'
# expect: ('count', (b'', 3, 2), 0)
# expect: ('count', (b'l', None, -3), 3)
# expect: ('count', (b'', 20), 0)
# expect: ('count', (b'', 15), 1)
# expect: [b'Hello,', b'World', b'x']
# expect: [b'Hello,', b'World', b'x']
# expect: TypeError a bytes-like object is required, not 'NoneType'
# expect: TypeError a bytes-like object is required, not 'NoneType'
# expect: [b'a', b'b', b'c']
# expect: [b'a', b'b', b'c']
# expect: [b'He', b'', b'o, Wor', b'd  x']
# expect: [b'He', b'', b'o, Wor', b'd  x']
# expect: (b'He', b'l', b'lo, World  x')
# expect: (b'Hello, Wor', b'l', b'd  x')
# expect: [b'  a b  c  ']
# expect: [b'  a b  c  ']
# expect: [b'He', b'lo, World  x']
# expect: [b'Hello, Wor', b'd  x']
# expect: TypeError bytes.partition() takes exactly one argument (2 given)
# expect: TypeError bytes.rpartition() takes exactly one argument (2 given)
# expect: [b'  a b  c  ']
# expect: [b'  a b  c  ']
# expect: [b'Hello,', b'World  x']
# expect: [b'Hello, World', b'x']
# expect: TypeError bytes.partition() takes exactly one argument (2 given)
# expect: TypeError bytes.rpartition() takes exactly one argument (2 given)
# expect: [b'a', b'b  c  ']
# expect: [b'  a b', b'c']
# expect: ValueError empty separator
# expect: ValueError empty separator
# expect: ValueError empty separator
# expect: ValueError empty separator
# expect: ValueError empty separator
# expect: ValueError empty separator
# expect: [b'Hello,', b'World', b'', b'x']
# expect: [b'Hello,', b'World', b'', b'x']
# expect: TypeError bytes.partition() takes exactly one argument (2 given)
# expect: TypeError bytes.rpartition() takes exactly one argument (2 given)
# expect: [b'', b'', b'a', b'b', b'', b'c', b'', b'']
# expect: [b'', b'', b'a', b'b', b'', b'c', b'', b'']
# expect: TypeError a bytes-like object is required, not 'str'
# expect: TypeError a bytes-like object is required, not 'str'
# expect: TypeError a bytes-like object is required, not 'str'
# expect: TypeError a bytes-like object is required, not 'str'
# expect: TypeError a bytes-like object is required, not 'str'
# expect: TypeError a bytes-like object is required, not 'str'
# expect: [b'Hell', b' World  x']
# expect: [b'Hell', b' World  x']
# expect: TypeError bytes.partition() takes exactly one argument (2 given)
# expect: TypeError bytes.rpartition() takes exactly one argument (2 given)
# expect: [b'  a b  c  ']
# expect: [b'  a b  c  ']
# expect: [b'Hello, World  x']
# expect: [b'Hello, World  x']
# expect: TypeError bytes.partition() takes exactly one argument (2 given)
# expect: TypeError bytes.rpartition() takes exactly one argument (2 given)
# expect: [b'a b  c  ']
# expect: [b'  a b  c']
# expect: [b'Hello, World  x']
# expect: [b'Hello, World  x']
# expect: TypeError bytes.partition() takes exactly one argument (2 given)
# expect: TypeError bytes.rpartition() takes exactly one argument (2 given)
# expect: [b'  a b  c  ']
# expect: [b'  a b  c  ']
# expect: b'HeLLLLo, WorLLd  x'
# expect: b'Heo, World  x'
# expect: b'-H-e-l-l-o-,- -W-o-r-l-d- - -x-'
# expect: b'-H-e-llo, World  x'
# expect: TypeError a bytes-like object is required, not 'str'
# expect: b'\xb7\x9a\x93\x93\x90\xd3\xdf\xa8\x90\x8d\x93\x9b\xdf\xdf\x87'
# expect: b'He, Wrd  x'
# expect: ValueError translation table must be 256 characters long
# expect: b'Heo, Word  x'
# expect: b'_`cdcde'
# expect: ValueError maketrans arguments must have same length
# expect: b'Hello, World  x     '
# expect: b'Hello, World  x******'
# expect: b'Hello, World  x'
# expect: TypeError ljust() argument 2 must be a byte string of length 1, not str
# expect: TypeError ljust() argument 2 must be a byte string of length 1, not bytes
# expect: b'Hello, World  x-----'
# expect: b'     Hello, World  x'
# expect: b'******Hello, World  x'
# expect: b'Hello, World  x'
# expect: TypeError rjust() argument 2 must be a byte string of length 1, not str
# expect: TypeError rjust() argument 2 must be a byte string of length 1, not bytes
# expect: b'-----Hello, World  x'
# expect: b'  Hello, World  x   '
# expect: b'***Hello, World  x***'
# expect: b'Hello, World  x'
# expect: TypeError center() argument 2 must be a byte string of length 1, not str
# expect: TypeError center() argument 2 must be a byte string of length 1, not bytes
# expect: b'--Hello, World  x---'
# expect: b'00000Hello, World  x'
# expect: b'-0003'
# expect: True
# expect: True
# expect: TypeError startswith first arg must be bytes or a tuple of bytes, not str
# expect: True
# expect: b'lo, World  x'
# expect: b'Hello, World  '
# expect: b'a b'
# expect: TypeError sequence item 0: expected a bytes-like object, int found
# expect: TypeError can only join an iterable
# expect: 108
# expect: 120
# expect: IndexError index out of range
# expect: TypeError byte indices must be integers or slices, not str
# expect: b'Hlo ol x'
# expect: b',ol'
# expect: TypeError can't concat str to bytes
# expect: b'Hello, World  xy'
# expect: b'Hello, World  xHello, World  x'
# expect: TypeError can't multiply sequence by non-int of type 'str'
# expect: b''
# expect: TypeError a bytes-like object is required, not 'str'
# expect: True
# expect: ValueError byte must be in range(0, 256)
# expect: True
# expect: True
# expect: True
# expect: TypeError '<' not supported between instances of 'bytes' and 'int'
# expect: b"3 ab c '\\xe9' 'x' A ff   1.2|3    |00004 %"
# expect: TypeError %b requires a bytes-like object, or an object that implements __bytes__, not 'int'
# expect: b'3'
# expect: OverflowError %c arg not in range(256)
# expect: TypeError %c requires an integer in range(256) or a single byte
# expect: TypeError %d format: a real number is required, not str
# expect: TypeError not enough arguments for format string
# expect: TypeError not all arguments converted during bytes formatting
# expect: ValueError unsupported format character 'y' (0x79) at index 1
# expect: b'    3'
# expect: b'ab|   de|fg   |'
# expect: b'abc'
# expect: ValueError incomplete format
# expect: b'\x00\x00\x00'
# expect: b'\x01\x02'
# expect: ValueError bytes must be in range(0, 256)
# expect: ValueError negative count
# expect: TypeError string argument without an encoding
# expect: TypeError bytes() argument 'encoding' must be str, not int
# expect: TypeError encoding without a string argument
# expect: TypeError errors without a string argument
# expect: TypeError cannot convert 'float' object to bytes
# expect: TypeError 'str' object cannot be interpreted as an integer
# expect: OverflowError cannot fit 'int' into an index-sized integer
# expect: TypeError cannot convert 'NoneType' object to bytes
# expect: b'\xe9'
# expect: TypeError bytes() argument 'encoding' must be str, not bytes
# expect: b'\x12\xab'
# expect: ValueError non-hexadecimal number found in fromhex() arg at position 1
# expect: ValueError non-hexadecimal number found in fromhex() arg at position 1
# expect: b''
# expect: TypeError fromhex() argument must be str, not bytes
# expect: b'x'
# expect: TypeError bytes() takes at most 3 arguments (4 given)
# expect: b'ab'
# expect: b'ab'
# expect: <class 'bytes'>
# expect: True
# expect: b'\xc3\xa9'
# expect: <class 'bytes'>
# expect: [120, 32, 32]
# expect: 1280
# expect: 120
# expect: True
# expect: True
# expect: ('upper', bytearray(b'HELLO, WORLD  X'))
# expect: bytearray(b'')
# expect: bytearray(b' AB1\t\xff\n')
# expect: ('lower', bytearray(b'hello, world  x'))
# expect: bytearray(b'')
# expect: bytearray(b' ab1\t\xff\n')
# expect: ('swapcase', bytearray(b'hELLO, wORLD  X'))
# expect: bytearray(b'')
# expect: bytearray(b' Ab1\t\xff\n')
# expect: ('capitalize', bytearray(b'Hello, world  x'))
# expect: bytearray(b'')
# expect: bytearray(b' ab1\t\xff\n')
# expect: ('title', bytearray(b'Hello, World  X'))
# expect: bytearray(b'')
# expect: bytearray(b' Ab1\t\xff\n')
# expect: ('isdigit', False)
# expect: False
# expect: False
# expect: ('isalpha', False)
# expect: False
# expect: False
# expect: ('isalnum', False)
# expect: False
# expect: False
# expect: ('isspace', False)
# expect: False
# expect: False
# expect: ('isascii', True)
# expect: True
# expect: False
# expect: ('isupper', False)
# expect: False
# expect: False
# expect: ('islower', False)
# expect: False
# expect: False
# expect: ('istitle', False)
# expect: False
# expect: False
# expect: ('strip', bytearray(b'Hello, World  x'))
# expect: bytearray(b'')
# expect: bytearray(b'aB1\t\xff')
# expect: ('lstrip', bytearray(b'Hello, World  x'))
# expect: bytearray(b'')
# expect: bytearray(b'aB1\t\xff\n')
# expect: ('rstrip', bytearray(b'Hello, World  x'))
# expect: bytearray(b'')
# expect: bytearray(b' aB1\t\xff')
# expect: ('split', [bytearray(b'Hello,'), bytearray(b'World'), bytearray(b'x')])
# expect: []
# expect: [bytearray(b'aB1'), bytearray(b'\xff')]
# expect: ('rsplit', [bytearray(b'Hello,'), bytearray(b'World'), bytearray(b'x')])
# expect: []
# expect: [bytearray(b'aB1'), bytearray(b'\xff')]
# expect: ('splitlines', [bytearray(b'Hello, World  x')])
# expect: []
# expect: [bytearray(b' aB1\t\xff')]
# expect: ('expandtabs', bytearray(b'Hello, World  x'))
# expect: bytearray(b'')
# expect: bytearray(b' aB1    \xff\n')
# expect: ('hex', '48656c6c6f2c20576f726c64202078')
# expect:
# expect: 2061423109ff0a
# expect: ('find', (b'o',), 4)
# expect: ('find', (111,), 4)
# expect: ('find', (b'',), 0)
# expect: ('find', (b'o', 5), 8)
# expect: ('find', (b'o', -3), -1)
# expect: ('find', (b'o', 0, 5), 4)
# expect: ('find', (b'zz',), -1)
# expect: ValueError byte must be in range(0, 256)
# expect: TypeError argument should be integer or bytes-like object, not 'str'
# expect: ('find', (b'', 3, 2), -1)
# expect: ('find', (b'l', None, -3), 2)
# expect: ('find', (b'', 20), -1)
# expect: ('find', (b'', 15), 15)
# expect: ('rfind', (b'o',), 8)
# expect: ('rfind', (111,), 8)
# expect: ('rfind', (b'',), 15)
# expect: ('rfind', (b'o', 5), 8)
# expect: ('rfind', (b'o', -3), -1)
# expect: ('rfind', (b'o', 0, 5), 4)
# expect: ('rfind', (b'zz',), -1)
# expect: ValueError byte must be in range(0, 256)
# expect: TypeError argument should be integer or bytes-like object, not 'str'
# expect: ('rfind', (b'', 3, 2), -1)
# expect: ('rfind', (b'l', None, -3), 10)
# expect: ('rfind', (b'', 20), -1)
# expect: ('rfind', (b'', 15), 15)
# expect: ('index', (b'o',), 4)
# expect: ('index', (111,), 4)
# expect: ('index', (b'',), 0)
# expect: ('index', (b'o', 5), 8)
# expect: ValueError subsection not found
# expect: ('index', (b'o', 0, 5), 4)
# expect: ValueError subsection not found
# expect: ValueError byte must be in range(0, 256)
# expect: TypeError argument should be integer or bytes-like object, not 'str'
# expect: ValueError subsection not found
# expect: ('index', (b'l', None, -3), 2)
# expect: ValueError subsection not found
# expect: ('index', (b'', 15), 15)
# expect: ('rindex', (b'o',), 8)
# expect: ('rindex', (111,), 8)
# expect: ('rindex', (b'',), 15)
# expect: ('rindex', (b'o', 5), 8)
# expect: ValueError subsection not found
# expect: ('rindex', (b'o', 0, 5), 4)
# expect: ValueError subsection not found
# expect: ValueError byte must be in range(0, 256)
# expect: TypeError argument should be integer or bytes-like object, not 'str'
# expect: ValueError subsection not found
# expect: ('rindex', (b'l', None, -3), 10)
# expect: ValueError subsection not found
# expect: ('rindex', (b'', 15), 15)
# expect: ('count', (b'o',), 2)
# expect: ('count', (111,), 2)
# expect: ('count', (b'',), 16)
# expect: ('count', (b'o', 5), 1)
# expect: ('count', (b'o', -3), 0)
# expect: ('count', (b'o', 0, 5), 1)
# expect: ('count', (b'zz',), 0)
# expect: ValueError byte must be in range(0, 256)
# expect: TypeError argument should be integer or bytes-like object, not 'str'
# expect: ('count', (b'', 3, 2), 0)
# expect: ('count', (b'l', None, -3), 3)
# expect: ('count', (b'', 20), 0)
# expect: ('count', (b'', 15), 1)
# expect: [bytearray(b'Hello,'), bytearray(b'World'), bytearray(b'x')]
# expect: [bytearray(b'Hello,'), bytearray(b'World'), bytearray(b'x')]
# expect: TypeError a bytes-like object is required, not 'NoneType'
# expect: TypeError a bytes-like object is required, not 'NoneType'
# expect: [bytearray(b'a'), bytearray(b'b'), bytearray(b'c')]
# expect: [bytearray(b'a'), bytearray(b'b'), bytearray(b'c')]
# expect: [bytearray(b'He'), bytearray(b''), bytearray(b'o, Wor'), bytearray(b'd  x')]
# expect: [bytearray(b'He'), bytearray(b''), bytearray(b'o, Wor'), bytearray(b'd  x')]
# expect: (bytearray(b'He'), bytearray(b'l'), bytearray(b'lo, World  x'))
# expect: (bytearray(b'Hello, Wor'), bytearray(b'l'), bytearray(b'd  x'))
# expect: [bytearray(b'  a b  c  ')]
# expect: [bytearray(b'  a b  c  ')]
# expect: [bytearray(b'He'), bytearray(b'lo, World  x')]
# expect: [bytearray(b'Hello, Wor'), bytearray(b'd  x')]
# expect: TypeError bytearray.partition() takes exactly one argument (2 given)
# expect: TypeError bytearray.rpartition() takes exactly one argument (2 given)
# expect: [bytearray(b'  a b  c  ')]
# expect: [bytearray(b'  a b  c  ')]
# expect: [bytearray(b'Hello,'), bytearray(b'World  x')]
# expect: [bytearray(b'Hello, World'), bytearray(b'x')]
# expect: TypeError bytearray.partition() takes exactly one argument (2 given)
# expect: TypeError bytearray.rpartition() takes exactly one argument (2 given)
# expect: [bytearray(b'a'), bytearray(b'b  c  ')]
# expect: [bytearray(b'  a b'), bytearray(b'c')]
# expect: ValueError empty separator
# expect: ValueError empty separator
# expect: ValueError empty separator
# expect: ValueError empty separator
# expect: ValueError empty separator
# expect: ValueError empty separator
# expect: [bytearray(b'Hello,'), bytearray(b'World'), bytearray(b''), bytearray(b'x')]
# expect: [bytearray(b'Hello,'), bytearray(b'World'), bytearray(b''), bytearray(b'x')]
# expect: TypeError bytearray.partition() takes exactly one argument (2 given)
# expect: TypeError bytearray.rpartition() takes exactly one argument (2 given)
# expect: [bytearray(b''), bytearray(b''), bytearray(b'a'), bytearray(b'b'), bytearray(b''), bytearray(b'c'), bytearray(b''), bytearray(b'')]
# expect: [bytearray(b''), bytearray(b''), bytearray(b'a'), bytearray(b'b'), bytearray(b''), bytearray(b'c'), bytearray(b''), bytearray(b'')]
# expect: TypeError a bytes-like object is required, not 'str'
# expect: TypeError a bytes-like object is required, not 'str'
# expect: TypeError a bytes-like object is required, not 'str'
# expect: TypeError a bytes-like object is required, not 'str'
# expect: TypeError a bytes-like object is required, not 'str'
# expect: TypeError a bytes-like object is required, not 'str'
# expect: [bytearray(b'Hell'), bytearray(b' World  x')]
# expect: [bytearray(b'Hell'), bytearray(b' World  x')]
# expect: TypeError bytearray.partition() takes exactly one argument (2 given)
# expect: TypeError bytearray.rpartition() takes exactly one argument (2 given)
# expect: [bytearray(b'  a b  c  ')]
# expect: [bytearray(b'  a b  c  ')]
# expect: [bytearray(b'Hello, World  x')]
# expect: [bytearray(b'Hello, World  x')]
# expect: TypeError bytearray.partition() takes exactly one argument (2 given)
# expect: TypeError bytearray.rpartition() takes exactly one argument (2 given)
# expect: [bytearray(b'a b  c  ')]
# expect: [bytearray(b'  a b  c')]
# expect: [bytearray(b'Hello, World  x')]
# expect: [bytearray(b'Hello, World  x')]
# expect: TypeError bytearray.partition() takes exactly one argument (2 given)
# expect: TypeError bytearray.rpartition() takes exactly one argument (2 given)
# expect: [bytearray(b'  a b  c  ')]
# expect: [bytearray(b'  a b  c  ')]
# expect: bytearray(b'HeLLLLo, WorLLd  x')
# expect: bytearray(b'Heo, World  x')
# expect: bytearray(b'-H-e-l-l-o-,- -W-o-r-l-d- - -x-')
# expect: bytearray(b'-H-e-llo, World  x')
# expect: TypeError a bytes-like object is required, not 'str'
# expect: bytearray(b'\xb7\x9a\x93\x93\x90\xd3\xdf\xa8\x90\x8d\x93\x9b\xdf\xdf\x87')
# expect: bytearray(b'He, Wrd  x')
# expect: ValueError translation table must be 256 characters long
# expect: bytearray(b'Heo, Word  x')
# expect: b'_`cdcde'
# expect: ValueError maketrans arguments must have same length
# expect: bytearray(b'Hello, World  x     ')
# expect: bytearray(b'Hello, World  x******')
# expect: bytearray(b'Hello, World  x')
# expect: TypeError ljust() argument 2 must be a byte string of length 1, not str
# expect: TypeError ljust() argument 2 must be a byte string of length 1, not bytes
# expect: bytearray(b'Hello, World  x-----')
# expect: bytearray(b'     Hello, World  x')
# expect: bytearray(b'******Hello, World  x')
# expect: bytearray(b'Hello, World  x')
# expect: TypeError rjust() argument 2 must be a byte string of length 1, not str
# expect: TypeError rjust() argument 2 must be a byte string of length 1, not bytes
# expect: bytearray(b'-----Hello, World  x')
# expect: bytearray(b'  Hello, World  x   ')
# expect: bytearray(b'***Hello, World  x***')
# expect: bytearray(b'Hello, World  x')
# expect: TypeError center() argument 2 must be a byte string of length 1, not str
# expect: TypeError center() argument 2 must be a byte string of length 1, not bytes
# expect: bytearray(b'--Hello, World  x---')
# expect: bytearray(b'00000Hello, World  x')
# expect: bytearray(b'-0003')
# expect: True
# expect: True
# expect: TypeError startswith first arg must be bytes or a tuple of bytes, not str
# expect: True
# expect: bytearray(b'lo, World  x')
# expect: bytearray(b'Hello, World  ')
# expect: bytearray(b'a b')
# expect: TypeError sequence item 0: expected a bytes-like object, int found
# expect: TypeError can only join an iterable
# expect: 108
# expect: 120
# expect: IndexError bytearray index out of range
# expect: TypeError bytearray indices must be integers or slices, not str
# expect: bytearray(b'Hlo ol x')
# expect: bytearray(b',ol')
# expect: TypeError can't concat str to bytearray
# expect: bytearray(b'Hello, World  xy')
# expect: bytearray(b'Hello, World  xHello, World  x')
# expect: TypeError can't multiply sequence by non-int of type 'str'
# expect: bytearray(b'')
# expect: TypeError a bytes-like object is required, not 'str'
# expect: True
# expect: ValueError byte must be in range(0, 256)
# expect: True
# expect: True
# expect: True
# expect: TypeError '<' not supported between instances of 'bytearray' and 'int'
# expect: bytearray(b"3 ab c \'\\xe9\' \'x\' A ff   1.2|3    |00004 %")
# expect: TypeError %b requires a bytes-like object, or an object that implements __bytes__, not 'int'
# expect: bytearray(b'3')
# expect: OverflowError %c arg not in range(256)
# expect: TypeError %c requires an integer in range(256) or a single byte
# expect: TypeError %d format: a real number is required, not str
# expect: TypeError not enough arguments for format string
# expect: TypeError not all arguments converted during bytes formatting
# expect: ValueError unsupported format character 'y' (0x79) at index 1
# expect: bytearray(b'    3')
# expect: bytearray(b'ab|   de|fg   |')
# expect: bytearray(b'abc')
# expect: ValueError incomplete format
# expect: bytearray(b'\x00\x00\x00')
# expect: bytearray(b'\x01\x02')
# expect: ValueError byte must be in range(0, 256)
# expect: ValueError negative count
# expect: TypeError string argument without an encoding
# expect: TypeError bytearray() argument 'encoding' must be str, not int
# expect: TypeError encoding without a string argument
# expect: TypeError errors without a string argument
# expect: TypeError cannot convert 'float' object to bytearray
# expect: TypeError 'str' object cannot be interpreted as an integer
# expect: OverflowError cannot fit 'int' into an index-sized integer
# expect: TypeError cannot convert 'NoneType' object to bytearray
# expect: bytearray(b'\xe9')
# expect: TypeError bytearray() argument 'encoding' must be str, not bytes
# expect: bytearray(b'\x12\xab')
# expect: ValueError non-hexadecimal number found in fromhex() arg at position 1
# expect: ValueError non-hexadecimal number found in fromhex() arg at position 1
# expect: bytearray(b'')
# expect: TypeError fromhex() argument must be str, not bytes
# expect: bytearray(b'x')
# expect: TypeError bytearray() takes at most 3 arguments (4 given)
# expect: S(b'ab')
# expect: S(b'ab')
# expect: <class 'bytearray'>
# expect: True
# expect: S(b'\xc3\xa9')
# expect: <class 'bytearray'>
# expect: [120, 32, 32]
# expect: 1280
# expect: 120
# expect: TypeError unhashable type: 'bytearray'
# expect: False
# expect: (None, bytearray(b'Abcdef'))
# expect: ValueError byte must be in range(0, 256)
# expect: TypeError 'str' object cannot be interpreted as an integer
# expect: TypeError 'bytes' object cannot be interpreted as an integer
# expect: TypeError 'list' object cannot be interpreted as an integer
# expect: TypeError 'bytes' object cannot be interpreted as an integer
# expect: TypeError 'float' object cannot be interpreted as an integer
# expect: TypeError 'list' object cannot be interpreted as an integer
# expect: TypeError 'range' object cannot be interpreted as an integer
# expect: (None, bytearray(b'bcdef'))
# expect: (None, bytearray(b'abcdeA'))
# expect: ValueError byte must be in range(0, 256)
# expect: TypeError 'str' object cannot be interpreted as an integer
# expect: TypeError 'bytes' object cannot be interpreted as an integer
# expect: TypeError 'list' object cannot be interpreted as an integer
# expect: TypeError 'bytes' object cannot be interpreted as an integer
# expect: TypeError 'float' object cannot be interpreted as an integer
# expect: TypeError 'list' object cannot be interpreted as an integer
# expect: TypeError 'range' object cannot be interpreted as an integer
# expect: (None, bytearray(b'abcde'))
# expect: IndexError bytearray index out of range
# expect: ValueError byte must be in range(0, 256)
# expect: TypeError 'str' object cannot be interpreted as an integer
# expect: TypeError 'bytes' object cannot be interpreted as an integer
# expect: TypeError 'list' object cannot be interpreted as an integer
# expect: TypeError 'bytes' object cannot be interpreted as an integer
# expect: TypeError 'float' object cannot be interpreted as an integer
# expect: TypeError 'list' object cannot be interpreted as an integer
# expect: TypeError 'range' object cannot be interpreted as an integer
# expect: IndexError bytearray index out of range
# expect: TypeError bytearray indices must be integers or slices, not str
# expect: TypeError bytearray indices must be integers or slices, not str
# expect: TypeError bytearray indices must be integers or slices, not str
# expect: TypeError bytearray indices must be integers or slices, not str
# expect: TypeError bytearray indices must be integers or slices, not str
# expect: TypeError bytearray indices must be integers or slices, not str
# expect: TypeError bytearray indices must be integers or slices, not str
# expect: TypeError bytearray indices must be integers or slices, not str
# expect: TypeError bytearray indices must be integers or slices, not str
# expect: TypeError bytearray indices must be integers or slices, not str
# expect: TypeError can assign only bytes, buffers, or iterables of ints in range(0, 256)
# expect: TypeError can assign only bytes, buffers, or iterables of ints in range(0, 256)
# expect: TypeError can assign only bytes, buffers, or iterables of ints in range(0, 256)
# expect: (None, bytearray(b'axyzdef'))
# expect: (None, bytearray(b'a\x01\x02def'))
# expect: (None, bytearray(b'adef'))
# expect: TypeError can assign only bytes, buffers, or iterables of ints in range(0, 256)
# expect: ValueError byte must be in range(0, 256)
# expect: (None, bytearray(b'a\x00\x01\x02def'))
# expect: (None, bytearray(b'adef'))
# expect: TypeError can assign only bytes, buffers, or iterables of ints in range(0, 256)
# expect: TypeError can assign only bytes, buffers, or iterables of ints in range(0, 256)
# expect: TypeError can assign only bytes, buffers, or iterables of ints in range(0, 256)
# expect: (None, bytearray(b'xbydzf'))
# expect: ValueError attempt to assign bytes of size 2 to extended slice of size 3
# expect: (None, bytearray(b'bdf'))
# expect: TypeError can assign only bytes, buffers, or iterables of ints in range(0, 256)
# expect: ValueError byte must be in range(0, 256)
# expect: (None, bytearray(b'\x00b\x01d\x02f'))
# expect: (None, bytearray(b'bdf'))
# expect: TypeError can assign only bytes, buffers, or iterables of ints in range(0, 256)
# expect: TypeError can assign only bytes, buffers, or iterables of ints in range(0, 256)
# expect: TypeError can assign only bytes, buffers, or iterables of ints in range(0, 256)
# expect: (None, bytearray(b'abzyxf'))
# expect: ValueError attempt to assign bytes of size 2 to extended slice of size 3
# expect: (None, bytearray(b'abf'))
# expect: TypeError can assign only bytes, buffers, or iterables of ints in range(0, 256)
# expect: ValueError byte must be in range(0, 256)
# expect: (None, bytearray(b'ab\x02\x01\x00f'))
# expect: (None, bytearray(b'abf'))
# expect: TypeError can assign only bytes, buffers, or iterables of ints in range(0, 256)
# expect: TypeError can assign only bytes, buffers, or iterables of ints in range(0, 256)
# expect: TypeError can assign only bytes, buffers, or iterables of ints in range(0, 256)
# expect: (None, bytearray(b'abcdefxyz'))
# expect: (None, bytearray(b'abcdef\x01\x02'))
# expect: (None, bytearray(b'abcdef'))
# expect: TypeError can assign only bytes, buffers, or iterables of ints in range(0, 256)
# expect: ValueError byte must be in range(0, 256)
# expect: (None, bytearray(b'abcdef\x00\x01\x02'))
# expect: (None, bytearray(b'abcdef'))
# expect: TypeError can assign only bytes, buffers, or iterables of ints in range(0, 256)
# expect: TypeError can assign only bytes, buffers, or iterables of ints in range(0, 256)
# expect: TypeError can assign only bytes, buffers, or iterables of ints in range(0, 256)
# expect: (None, bytearray(b'abcxyzdef'))
# expect: (None, bytearray(b'abc\x01\x02def'))
# expect: (None, bytearray(b'abcdef'))
# expect: TypeError can assign only bytes, buffers, or iterables of ints in range(0, 256)
# expect: ValueError byte must be in range(0, 256)
# expect: (None, bytearray(b'abc\x00\x01\x02def'))
# expect: (None, bytearray(b'abcdef'))
# expect: (None, bytearray(b'abcdef\x01'))
# expect: ValueError value not found in bytearray
# expect: TypeError can't extend bytearray with int
# expect: ValueError byte must be in range(0, 256)
# expect: ValueError byte must be in range(0, 256)
# expect: TypeError can't extend bytearray with int
# expect: TypeError 'str' object cannot be interpreted as an integer
# expect: TypeError 'str' object cannot be interpreted as an integer
# expect: TypeError 'str' object cannot be interpreted as an integer
# expect: (None, bytearray(b'abcdefgh'))
# expect: (None, bytearray(b'abcdef\x01\x02'))
# expect: TypeError 'str' object cannot be interpreted as an integer
# expect: ValueError byte must be in range(0, 256)
# expect: (102, bytearray(b'abcde'))
# expect: (97, bytearray(b'bcdef'))
# expect: (101, bytearray(b'abcdf'))
# expect: IndexError pop index out of range
# expect: (None, bytearray(b'Aabcdef'))
# expect: (None, bytearray(b'abcdefA'))
# expect: (None, bytearray(b'abcdAef'))
# expect: (None, bytearray(b''))
# expect: (None, bytearray(b'fedcba'))
# expect: (bytearray(b'abcdef'), bytearray(b'abcdef'))
# expect: (None, bytearray(b'bcdef'))
# expect: (bytearray(b'abcdefx'), bytearray(b'abcdefx'))
# expect: TypeError can't concat str to bytearray
# expect: (bytearray(b'abcdefabcdef'), bytearray(b'abcdefabcdef'))
# expect: (bytearray(b''), bytearray(b''))
# expect: (None, bytearray(b'ababcdefdef'))
# expect: IndexError pop from empty bytearray
# expect: TypeError unhashable type: 'bytearray'
# expect: (<class 'bytearray'>, ('a', 'latin-1'))
# expect: bytearray(b"it\'s")
# expect: b'\'"\x00\x80'
# expect: (b'ab',)
# expect: b'3'
