# A table is asked once for each of the first 128 characters; what it says holds for all of them in the text.
table = {ord("a"): "long", ord("b"): None, ord("c"): 0x10FFFF, ord("d"): ord("e"), 0xE9: ord("E"), ord("x"): True}
print(ascii("abcdefabcdef".translate(table)))
# expect: 'long\U0010ffffeeflong\U0010ffffeef'
print("\u00e9t\u00e9 d'\u00e9t\u00e9".translate(table))
# expect: EtE e'EtE
try:
    "ax".translate({ord("a"): -1})
except ValueError as error:
    print(error)
# expect: character mapping must be in range(0x110000)
try:
    "ax".translate({ord("a"): 1.5})
except TypeError as error:
    print(error)
# expect: character mapping must return integer, None or str


class Key:
    def __hash__(self):
        return ord("q")

    def __eq__(self, other):
        raise ArithmeticError("asked")


try:
    "aq".translate({Key(): "no"})
except ArithmeticError as error:
    print(error)
# expect: asked


class Counting(dict):
    def __missing__(self, key):
        print("missing", chr(key))
        return key


print("zz".translate(Counting()))
# expect: missing z
# expect: zz
