# md5 and the sha families.
import _md5
import _sha1
import _sha256
import _sha512

for module, name in ((_md5, "md5"), (_sha1, "sha1"), (_sha256, "sha256"), (_sha256, "sha224"), (_sha512, "sha512"), (_sha512, "sha384")):
    make = getattr(module, name)
    for data in (b"", b"abc", b"abc" * 100, bytes(range(256)) * 3, b"x" * 55, b"x" * 56, b"x" * 64, b"x" * 111, b"x" * 112):
        assert make(data).digest().hex() == make(data).hexdigest()
        whole = make(data).hexdigest()
        parts = make()
        for i in range(0, len(data), 7):
            parts.update(data[i : i + 7])
        print(whole, parts.hexdigest() == whole, parts.copy().hexdigest() == whole)
    print(make().name, make().digest_size, make().block_size)
try:
    _md5.md5("text")
except TypeError as error:
    print(error)
# expect: d41d8cd98f00b204e9800998ecf8427e True True
# expect: 900150983cd24fb0d6963f7d28e17f72 True True
# expect: f571117acbd8153c8dc3c81b8817773a True True
# expect: e6899eaaf06fd702f3ed3f988eb19362 True True
# expect: 04364420e25c512fd958a70738aa8f72 True True
# expect: 668a72d5ba17f08e62dabcafad6db14b True True
# expect: c1bb4f81d892b2d57947682aeb252456 True True
# expect: acdfbe7d162f80a5133e9b10dac869b2 True True
# expect: 26382a8d1f5cdb7bce4d4a8f01920656 True True
# expect: md5 16 64
# expect: da39a3ee5e6b4b0d3255bfef95601890afd80709 True True
# expect: a9993e364706816aba3e25717850c26c9cd0d89d True True
# expect: c95466320eaae6d19ee314ae4f135b12d45ced9a True True
# expect: ac2a264c8ec1f4232a40854e8239bc3a697ab1d2 True True
# expect: cef734ba81a024479e09eb5a75b6ddae62e6abf1 True True
# expect: 901305367c259952f4e7af8323f480d59f81335b True True
# expect: bb2fa3ee7afb9f54c6dfb5d021f14b1ffe40c163 True True
# expect: ebcb0b3e48c9ef45a6cea955e622bad8c29ff4e7 True True
# expect: 27fa638e78d8524dae129c782bb9042f0caed9f9 True True
# expect: sha1 20 64
# expect: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 True True
# expect: ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad True True
# expect: d9f5aeb06abebb3be3f38adec9a2e3b94228d52193be923eb4e24c9b56ee0930 True True
# expect: f3a25aa93aa2fbba28d79260535bbd6a5eb0fc1c24a8b0f04e12b484c1dfe363 True True
# expect: d5e285683cd4efc02d021a5c62014694958901005d6f71e89e0989fac77e4072 True True
# expect: 04c26261370ee7541549d16dee320c723e3fd14671e66a099afe0a377c16888e True True
# expect: 7ce100971f64e7001e8fe5a51973ecdfe1ced42befe7ee8d5fd6219506b5393c True True
# expect: 5ba60613dba318e9ed9020301e5dc59c721c19d82862e4d03718708aa75d2bad True True
# expect: 87bf6e70ecc829aa717756ac6797b82de8b30fca1281ea1659df31949839fc6b True True
# expect: sha256 32 64
# expect: d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f True True
# expect: 23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7 True True
# expect: 4576cbf15ad42f58012675db87e85668c6596c9e72f832cf07b55962 True True
# expect: 591b51555cc8c83f6951d9ec73d834d6d17865fecdb543605471a562 True True
# expect: 2791c7d25712eb5be75c30b2d45f6fce96e5a50ee64cf373056704a3 True True
# expect: 82199913c2712c46707ad08c8bfa2a69f68e9092dc5cdfaaaf07d77f True True
# expect: 08c3050e95fe11eacb9dc7824bf6a92bcf2d59c21701321fba0e62c5 True True
# expect: 575a05c7c058a33dabfdec4bb866dbb58e9e8802efeef2b5197883fc True True
# expect: 1c9056fbf54b6ebfdb469a072b33298b5db4a4625b032be68be88b1b True True
# expect: sha224 28 64
# expect: cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e True True
# expect: ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f True True
# expect: 01bb4dcc9a05e5e1dec199e763274f275432cefa91177f01e3d6e6353244369fa0669cddc67456c941b42ba04c7b196d6fda6700e2498dc8c83200db134b43c7 True True
# expect: f1721f49518ee462a3d81def26d81037cd474b4254b85ad7c8f1509594d0177bbb996ee9625813852bacac108c2a72c83a8587050fec1dcda64730d6470953e6 True True
# expect: db9981645857e59805132f7699e78bbcf39f69380a41aac8e6fa158a0593f2017ffe48764687aa855dae3023fcceefd51a1551d57730423df18503e80ba381ba True True
# expect: a9436ec7761f9f0d5fa48e652d72b54622f763b36106e6551900b32f6cd7f4d88dbeaadeb866d7f5311663eda3bbcda04ffb5a8e6779e14b84e95da5327c083e True True
# expect: 791c91ff44685987a5c01d2811eede6f3a28d65e43709953c295931afc4941251e3a5dccbacabaf01dd729589b1c4d47da93f6991c414f21188fb8449a2d1064 True True
# expect: 9a2a120825c2319867758ec277924f6faa254968bf752046dacdd948d8ad299b10359fd04bfd7d3810b5fa1b16a294236138baff981cbb85248478053ac4d3dd True True
# expect: a3722b515ef40c910f2419f6e0da8ca51d410114ce6272faae64045f9e9f630e7fa8dd5a3243c9860b899d148c3da4bc0f9e07454542604d030bb55531fe0d5b True True
# expect: sha512 64 128
# expect: 38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b True True
# expect: cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7 True True
# expect: 4d37383b588f455abcd2ef85ad6bb981dab43006b9de648cbc8d617bcff4da6e123e12e85174401152952d0c5dfa3136 True True
# expect: 6bee04118003cf5630ccb22cdb53f78dc079231c7d09209955dfc34234cbab03d41da198e30bf1e77ef8b289ddd794ec True True
# expect: a66523395070ed9a9f4be8faab9d76cb2bf631e835177ac1e5a14308f9a56b939964f8597819be798318f3db67a0d995 True True
# expect: ab8d350a9c9d2b1bf44d3289a3ea0d28aa2917ae128397cfa389d918e32f57d30ad82f6297ef7e6647c4c12dc30efb64 True True
# expect: 06122472d006e27564bf1287c9623bbd83f33f8358a24668ab81527f114566393f79645fd25bb5713ae8aed491031cbe True True
# expect: dfec6588f894c2b089119e1884a23941e5aa69ed38702839cf7352ac6d155d315693bb5d26b7468d8b69ecf4631ef419 True True
# expect: d8489693bc428374931aedf508740398d9d4a92887116fecb2fcdd91c68b9db329fc4a474e05e78c3eb34e649a6b5c77 True True
# expect: sha384 48 128
# expect: Strings must be encoded before hashing
