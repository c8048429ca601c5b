# sha3, shake and blake2 with keys and parameters.
import _blake2
import _sha3

for name in "sha3_224", "sha3_256", "sha3_384", "sha3_512":
    make = getattr(_sha3, name)
    for data in b"", b"abc", b"x" * 143, b"x" * 144, bytes(range(256)) * 3:
        parts = make()
        for i in range(0, len(data), 50):
            parts.update(data[i : i + 50])
        print(make(data).hexdigest(), parts.digest() == make(data).digest())
    print(make().name, make().digest_size, make().block_size)
for name in "shake_128", "shake_256":
    print(getattr(_sha3, name)(b"abc").hexdigest(20), len(getattr(_sha3, name)(b"abc").digest(500)))
for make in _blake2.blake2b, _blake2.blake2s:
    for data in b"", b"abc", b"x" * 64, b"x" * 128, b"x" * 129, bytes(range(256)) * 3:
        parts = make()
        for i in range(0, len(data), 50):
            parts.update(data[i : i + 50])
        print(make(data).hexdigest(), parts.copy().digest() == make(data).digest())
    print(make(b"data", digest_size=20, key=b"key", salt=b"salt", person=b"me", fanout=2, depth=3, leaf_size=4096, node_offset=7, node_depth=1, inner_size=16, last_node=True).hexdigest())
    print(make().name, make(digest_size=9).digest_size, make().block_size, make.SALT_SIZE, make.PERSON_SIZE, make.MAX_KEY_SIZE, make.MAX_DIGEST_SIZE)
    for bad in {"digest_size": 0}, {"digest_size": 65}, {"key": b"x" * 65}, {"salt": b"x" * 17}, {"fanout": 256}, {"depth": 0}, {"inner_size": 65}:
        try:
            make(**bad)
        except Exception as error:
            print(type(error).__name__, error)
# expect: 6b4e03423667dbb73b6e15454f0eb1abd4597f9a1b078e3f5b5a6bc7 True
# expect: e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf True
# expect: be8ab3ed2e01ba6dd4e5d0155a2a51e1f09eb1c4a4ea95b3c8d90fd6 True
# expect: 74b20692cc69d85bc41b5f6c4688515e97fdd7328ec2d854c77dad8d True
# expect: 1e79576532395de20d67911b1f6b482bbcaaed8e6863d1e58082916e True
# expect: sha3_224 28 144
# expect: a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a True
# expect: 3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532 True
# expect: e5cd9e7dd7cadd7f0369d3deb946ac3616ac1b21b5e0f977b87ac695d670f4ab True
# expect: ccb658a6731b42f9f8063295c1350b5b9a2264439264ab65610b494ee3713ddc True
# expect: c043b2b15d405c9f4cd92fdaef420eba6201d328fb34ec0e2c16e4981b9e4b39 True
# expect: sha3_256 32 136
# expect: 0c63a75b845e4f7d01107d852e4c2485c51a50aaaa94fc61995e71bbee983a2ac3713831264adb47fb6bd1e058d5f004 True
# expect: ec01498288516fc926459f58e2c6ad8df9b473cb0fc08c2596da7cf0e49be4b298d88cea927ac7f539f1edf228376d25 True
# expect: dccfea6260c76c9a5d757ecde2774f95c6c6568738e94dd19fb741e0f5f0cca990f7dd183bb2c28e4bf791dca5bccfe8 True
# expect: 51ab175b1f8c333abe9ee6967a2b32169ebdb32cee1620731089207875ea2c3d3ceb226d24b4decc45adce10c0f83e5a True
# expect: 1719287be5dd0ce14ac51bfdc22f8e1137a6951666b2d946cd0d031bb68bc3173ba0e202bc0e6202f5d337061c6ec21f True
# expect: sha3_384 48 104
# expect: a69f73cca23a9ac5c8b567dc185a756e97c982164fe25859e0d1dcc1475c80a615b2123af1f5f94c11e3e9402c3ac558f500199d95b6d3e301758586281dcd26 True
# expect: b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0 True
# expect: 938dac393e7381a4683228ebd37aeddb31c1714ad72c8a258fb416edc52baf1a9b7b534ac59ffadaba53683ca90ac5a822e7bdcb5aa9e8f5e49dc3394bf902ce True
# expect: db1e0f7f2f4b7007ebd62846fad4aaec9ee297fb4816447098f4fca29584a7e26b437a88a2027cd7dc091cbe8fee85b23caa1c3f94b581e2817591566d57521f True
# expect: ad3a11a3430f0fac234a6c15bff0cb609b3d6fde0eac5873893e2775d15cf47d6791b4db907361c53719da248a7662f759b3f6c7ffb4fe69492a9449728cdad7 True
# expect: sha3_512 64 72
# expect: 5881092dd818bf5cf8a3ddb793fbcba74097d5c5 500
# expect: 483366601360a8771c6863080cc4114d8db44530 500
# expect: 786a02f742015903c6c6fd852552d272912f4740e15847618a86e217f71f5419d25e1031afee585313896444934eb04b903a685b1448b755d56f701afe9be2ce True
# expect: ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923 True
# expect: 07f4350d7d5ca7a508151a1b58741e6f7f085072410c257edab95bdaad8f254ab525b14cc022ea06c654f02f4c66829de2f2838f14e6d1194e29bc9936ee81e1 True
# expect: 082b91ea2e15d1556d2ceefdd5af5d64d31b4e01aff1959724578876293825b236ee8079173a0a38160d7d6685d6bca0bfb62c177b3599b8727d9173e2115b91 True
# expect: 362a53bbe2ec08097b2f358a41d0e153aeed4c132af928400872413650e7bf22f9ae428ff73770170bbd95f935e5dd1953c17de8c7264c72d1f99303bf22dfaa True
# expect: 323e97a7a859ee63c9013debb0ca995811e73117a2f574723416e596ebc184e37a59b66d2f597df4a7c1b0d1d41a1a7f28774f46a6864d56c57b9d6c5f7302fb True
# expect: 713eb088b4c075ec3dfa5c3aa3a3f7fbeaea769b
# expect: blake2b 9 128 16 16 64 64
# expect: ValueError digest_size must be between 1 and 64 bytes
# expect: ValueError digest_size must be between 1 and 64 bytes
# expect: ValueError maximum key length is 64 bytes
# expect: ValueError maximum salt length is 16 bytes
# expect: ValueError fanout must be between 0 and 255
# expect: ValueError depth must be between 1 and 255
# expect: ValueError inner_size must be between 0 and is 64
# expect: 69217a3079908094e11121d042354a7c1f55b6482ca1a51e1b250dfd1ed0eef9 True
# expect: 508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982 True
# expect: c13eb20b85b1d6a72d52af717429fc54eacc63fecde1295b26f0fa251bdcf40e True
# expect: 0b81df8f2e8616dc992bff767a30f204a479af922fcb6bcd0a4bebeead30ab06 True
# expect: 8649145538784833c3d83f5d9dd936519c0e6804dc2adbdddb020143244a33f6 True
# expect: b928a17862e211e99759ba8819280803a914cd3dee7c5d711a3b5185aa96a7b3 True
# expect: 8a00d33ba7ce5811825523ebde03b45a69073823
# expect: blake2s 9 64 8 8 32 32
# expect: ValueError digest_size must be between 1 and 32 bytes
# expect: ValueError digest_size must be between 1 and 32 bytes
# expect: ValueError maximum key length is 32 bytes
# expect: ValueError maximum salt length is 8 bytes
# expect: ValueError fanout must be between 0 and 255
# expect: ValueError depth must be between 1 and 255
# expect: ValueError inner_size must be between 0 and is 32
