b = b"hello\x00\xff'"
print(b, len(b), b[0], b[1:3], b[::-1], b + b"x", b * 2, b"l" in b, 104 in b, list(b"ab"), bytes(3), bytes([65, 66]), bytes("é", "utf-8"), bytes(b"x"), b"a" < b"b", b"a" == "a", hash(b"a") == hash(b"a"))
print(b"a,b".split(b","), b" x ".strip(), b"-".join([b"a", b"b"]), b"abc".replace(b"b", b"X"), b"abc".find(b"c"), b"AbC".lower(), b"ab".upper(), b"abc".startswith(b"a"), b"ab".hex(), bytes.fromhex("61 62"), b"x\n".decode(), b"abc".count(b"b"))
a = bytearray(b"abc"); a.append(100); a.extend(b"ef"); a[0] = 65; a[1:2] = b"ZZ"; print(a, len(a), a.pop(), a[1], bytes(a), a == b"AZZcde"); del a[0]; a += b"!"; a.reverse(); print(a, a.decode(), list(a)[:2])
for f in (lambda: b"a" + "b", lambda: bytes([256]), lambda: bytes("a"), lambda: b"a"[5], lambda: bytes(-1), lambda: bytearray([1])[7], lambda: b"".join(["a"]), lambda: b"a".decode("nope"), lambda: "a" in b"a", lambda: hash(bytearray())):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)

# expect: b"hello\x00\xff'" 8 104 b'el' b"'\xff\x00olleh" b"hello\x00\xff'x" b"hello\x00\xff'hello\x00\xff'" True True [97, 98] b'\x00\x00\x00' b'AB' b'\xc3\xa9' b'x' True False True
# expect: [b'a', b'b'] b'x' b'a-b' b'aXc' 2 b'abc' b'AB' True 6162 b'ab' x
# expect:  1
# expect: bytearray(b'AZZcde') 7 102 90 b'AZZcde' True
# expect: bytearray(b'!edcZZ') !edcZZ [33, 101]
# expect: TypeError can't concat str to bytes
# expect: ValueError bytes must be in range(0, 256)
# expect: TypeError string argument without an encoding
# expect: IndexError index out of range
# expect: ValueError negative count
# expect: IndexError bytearray index out of range
# expect: TypeError sequence item 0: expected a bytes-like object, str found
# expect: LookupError unknown encoding: nope
# expect: TypeError a bytes-like object is required, not 'str'
# expect: TypeError unhashable type: 'bytearray'
