# `*_` does not take what it matches out of the sequence.
match range(1 << 40):
    case a, b, *_, y, z:
        print(a, b, y, z)
# expect: 0 1 1099511627774 1099511627775
match [1, 2, 3]:
    case [*_, last]:
        print(last)
# expect: 3
match (1,):
    case a, *_, z:
        print("two")
    case a, *_:
        print("one", a)
# expect: one 1
