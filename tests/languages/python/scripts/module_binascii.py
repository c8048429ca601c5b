# binascii: every function both ways, and errors.
import binascii

data = bytes(range(256))
print(binascii.hexlify(data[:10]), binascii.hexlify(data[:10], "-"), binascii.hexlify(data[:10], b":", 3), binascii.hexlify(data[:10], "_", -4))
print(data[:7].hex(), data[:7].hex(" "), data[:7].hex(":", 2), bytearray(data[:7]).hex(":", -2))
print(binascii.unhexlify("00ffAB"), binascii.a2b_hex(b"7a7A"))
for size in range(0, 8):
    line = binascii.b2a_base64(data[:size])
    print(line, binascii.a2b_base64(line) == data[:size], binascii.b2a_base64(data[:size], newline=False))
    line = binascii.b2a_uu(data[:size])
    print(line, binascii.a2b_uu(line) == data[:size], binascii.b2a_uu(data[:size], backtick=True))
assert binascii.a2b_base64(binascii.b2a_base64(data * 3)) == data * 3
print(binascii.a2b_base64("YW Jj\nZA=="), binascii.a2b_base64("YWJj====ZGVm"))
for text in "A", "AB", "ABC", "ABCDE", "ABC=D", "=ABC", "AB==C", "A$BC", "AB=C=":
    for strict in False, True:
        try:
            print(text, strict, binascii.a2b_base64(text, strict_mode=strict))
        except binascii.Error as error:
            print(text, strict, error)
print(binascii.crc32(b"hello world"), binascii.crc32(b"world", binascii.crc32(b"hello ")), binascii.crc32(data * 5), binascii.crc_hqx(b"hello", 0))
print(binascii.b2a_qp(b"a=b\t \n.\n x \n" + data[120:140]), binascii.b2a_qp(b"x" * 100), binascii.b2a_qp(b"a b_c", header=True))
print(binascii.a2b_qp(b"a=3Db=20=\nc_d=zz="), binascii.a2b_qp(b"a_b", header=True))
print(binascii.b2a_qp(b"a b\tc\r\nd\r\n", quotetabs=True), binascii.b2a_qp(b"a\nb", istext=False))
for bad in (
    lambda: binascii.unhexlify("123"),
    lambda: binascii.unhexlify("zz"),
    lambda: binascii.unhexlify("é"),
    lambda: binascii.unhexlify(3),
    lambda: binascii.hexlify("text"),
    lambda: binascii.b2a_uu(b"x" * 46),
    lambda: binascii.a2b_uu(b"#\x7f\x7f\x7f"),
    lambda: binascii.a2b_uu(b"#86)Cx"),
    lambda: b"ab".hex("::"),
    lambda: b"ab".hex(3),
):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
# expect: b'00010203040506070809' b'00-01-02-03-04-05-06-07-08-09' b'00:010203:040506:070809' b'00010203_04050607_0809'
# expect: 00010203040506 00 01 02 03 04 05 06 00:0102:0304:0506 0001:0203:0405:06
# expect: b'\x00\xff\xab' b'zz'
# expect: b'\n' True b''
# expect: b' \n' True b'`\n'
# expect: b'AA==\n' True b'AA=='
# expect: b'!    \n' True b'!````\n'
# expect: b'AAE=\n' True b'AAE='
# expect: b'"  $ \n' True b'"``$`\n'
# expect: b'AAEC\n' True b'AAEC'
# expect: b'#  $"\n' True b'#``$"\n'
# expect: b'AAECAw==\n' True b'AAECAw=='
# expect: b'$  $" P  \n' True b'$``$"`P``\n'
# expect: b'AAECAwQ=\n' True b'AAECAwQ='
# expect: b'%  $" P0 \n' True b'%``$"`P0`\n'
# expect: b'AAECAwQF\n' True b'AAECAwQF'
# expect: b'&  $" P0%\n' True b'&``$"`P0%\n'
# expect: b'AAECAwQFBg==\n' True b'AAECAwQFBg=='
# expect: b'\'  $" P0%!@  \n' True b'\'``$"`P0%!@``\n'
# expect: b'abcd' b'abcdef'
# expect: A False Invalid base64-encoded string: number of data characters (1) cannot be 1 more than a multiple of 4
# expect: A True Invalid base64-encoded string: number of data characters (1) cannot be 1 more than a multiple of 4
# expect: AB False Incorrect padding
# expect: AB True Incorrect padding
# expect: ABC False Incorrect padding
# expect: ABC True Incorrect padding
# expect: ABCDE False Invalid base64-encoded string: number of data characters (5) cannot be 1 more than a multiple of 4
# expect: ABCDE True Invalid base64-encoded string: number of data characters (5) cannot be 1 more than a multiple of 4
# expect: ABC=D False b'\x00\x10'
# expect: ABC=D True Excess data after padding
# expect: =ABC False Incorrect padding
# expect: =ABC True Leading padding not allowed
# expect: AB==C False b'\x00'
# expect: AB==C True Excess data after padding
# expect: A$BC False Incorrect padding
# expect: A$BC True Only base64 data is allowed
# expect: AB=C= False b'\x00\x10'
# expect: AB=C= True Discontinuous padding not allowed
# expect: 222957957 222957957 511339812 50018
# expect: b'a=3Db\t=20\n=2E\n x=20\nxyz{|}~=7F=80=81=82=83=84=85=86=87=88=89=8A=8B' b'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=\nxxxxxxxxxxxxxxxxxxxxxxxxx' b'a_b=5Fc'
# expect: b'a=b c_d=zz' b'a b'
# expect: b'a=20b=09c\r\nd\r\n' b'a=0Ab'
# expect: Error Odd-length string
# expect: Error Non-hexadecimal digit found
# expect: ValueError string argument should contain only ASCII characters
# expect: TypeError argument should be bytes, buffer or ASCII string, not 'int'
# expect: TypeError a bytes-like object is required, not 'str'
# expect: Error At most 45 bytes at once
# expect: Error Illegal char
# expect: Error Trailing garbage
# expect: ValueError sep must be length 1.
# expect: TypeError object of type 'int' has no len()
