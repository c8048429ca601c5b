# zlib: whole strings, streams, checksums, errors; and the modules above it.
import gzip
import io
import zipfile
import zlib

data = b"hello world " * 1000
print(zlib.decompress(zlib.compress(data)) == data, zlib.crc32(b"abc"), zlib.adler32(b"abc"), zlib.crc32(b"c", zlib.crc32(b"ab")))
# expect: True 891568578 38600999 891568578
packer = zlib.compressobj(9)
packed = packer.compress(data) + packer.flush()
unpacker = zlib.decompressobj()
print(unpacker.decompress(packed, 10), len(unpacker.unconsumed_tail) > 0, unpacker.eof)
# expect: b'hello worl' True False
print(len(unpacker.decompress(unpacker.unconsumed_tail)), unpacker.eof)
# expect: 11990 True
print(zlib.decompressobj().decompress(packed + b"tail") == data)
# expect: True
raw = zlib.compressobj(wbits=-15, zdict=b"hello")
small = raw.compress(b"hello hello") + raw.flush()
print(zlib.decompressobj(wbits=-15, zdict=b"hello").decompress(small))
# expect: b'hello hello'
copy = zlib.compressobj()
head = copy.compress(b"a")
other = copy.copy()
print(zlib.decompress(head + copy.compress(b"b") + copy.flush()), zlib.decompress(head + other.compress(b"c") + other.flush()))
# expect: b'ab' b'ac'
for bad in (lambda: zlib.decompress(b"xx"), lambda: zlib.decompress(packed[:-3]), lambda: zlib.compress("x"), lambda: zlib.compress(b"x", 99)):
    try:
        bad()
    except (zlib.error, TypeError) as error:
        print(type(error).__name__, error)
# expect: error Error -3 while decompressing data: incorrect header check
# expect: error Error -5 while decompressing data: incomplete or truncated stream
# expect: TypeError a bytes-like object is required, not 'str'
# expect: error Bad compression level
print(gzip.decompress(gzip.compress(data)) == data)
# expect: True
memory = io.BytesIO()
with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr("a.txt", "hi" * 100)
    archive.writestr("d/b", "x")
with zipfile.ZipFile(memory) as archive:
    print(archive.namelist(), archive.read("a.txt")[:4], archive.testzip())
# expect: ['a.txt', 'd/b'] b'hihi' None
