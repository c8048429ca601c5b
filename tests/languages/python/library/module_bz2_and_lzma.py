# Compression by libbz2 and liblzma, whole, in pieces, and through files.
import bz2, lzma, io, os, tarfile

text = b"".join(b"line %d of the text\n" % i for i in range(3000))
for module, compressor, decompressor in (bz2, bz2.BZ2Compressor, bz2.BZ2Decompressor), (lzma, lzma.LZMACompressor, lzma.LZMADecompressor):
    packed = module.compress(text)
    print(len(packed) < len(text) // 5, module.decompress(packed) == text, module.decompress(packed + packed) == text * 2)
    c = compressor()
    pieces = b"".join(c.compress(text[i:i + 1000]) for i in range(0, len(text), 1000)) + c.flush()
    try:
        c.compress(b"more")
    except ValueError as error:
        print(error)
    d = decompressor()
    out = d.decompress(pieces + b"behind", 10)
    print(out, d.eof, d.needs_input)
    while not d.eof:
        out += d.decompress(b"", 4000)
    print(out == text, d.unused_data)
    try:
        d.decompress(b"x")
    except EOFError as error:
        print(error)
# expect: True True True
# expect: Compressor has been flushed
# expect: b'line 0 of ' False False
# expect: True b'behind'
# expect: End of stream already reached
# expect: True True True
# expect: Compressor has been flushed
# expect: b'line 0 of ' False False
# expect: True b'behind'
# expect: Already at end of stream

try:
    bz2.decompress(b"no such thing")
except OSError as error:
    print(error)
try:
    lzma.decompress(b"no such thing")
except lzma.LZMAError as error:
    print(error)
# expect: Invalid data stream
# expect: Input format not supported by decoder

filters = [{"id": lzma.FILTER_DELTA, "dist": 5}, {"id": lzma.FILTER_LZMA2, "preset": 7 | lzma.PRESET_EXTREME}]
raw = lzma.compress(text, format=lzma.FORMAT_RAW, filters=filters)
print(lzma.decompress(raw, format=lzma.FORMAT_RAW, filters=filters) == text)
alone = lzma.compress(text, format=lzma.FORMAT_ALONE)
print(lzma.decompress(alone) == text, lzma.is_check_supported(lzma.CHECK_CRC64))
try:
    lzma.compress(b"", filters=[{"id": lzma.FILTER_LZMA2, "foo": 1}])
except ValueError as error:
    print(error)
# expect: True
# expect: True True
# expect: Invalid filter specifier for LZMA filter

for opener, name in (bz2.open, "t.bz2"), (lzma.open, "t.xz"):
    with opener(name, "wt") as out:
        out.write("one\ntwo\n")
    with opener(name, "rt") as back:
        print(back.readlines())
# expect: ['one\n', 'two\n']
# expect: ['one\n', 'two\n']
for mode in "bz2", "xz":
    with tarfile.open("t.tar", "w:" + mode) as tar:
        tar.add("t.bz2")
    with tarfile.open("t.tar") as tar:
        print(tar.getnames())
# expect: ['t.bz2']
# expect: ['t.bz2']
