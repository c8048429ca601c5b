s = "the quick brown fox jumps over the lazy dog"
print(s.find("the"), s.rfind("the"), s.find("cat"), s.find("the", 1), s.index("fox"), s.count("o"), s.count(""))
print(s.split(), s.split(" ", 2), s.rsplit(" ", 2), s.rsplit(None, 1), "a,,b,".split(","), "".split(), "".split(","))
print("  x  y ".split(), "  x  y ".split(None, 1), "a\nb\r\nc\rd".splitlines(), "a\nb\n".splitlines(True))
print(s.partition(" "), s.rpartition(" "), "abc".partition("x"), "abc".rpartition("x"))
print(s.startswith("the"), s.startswith(("a", "the")), s.endswith("dog", 3), s.startswith("quick", 4), "".startswith(""))
print("hello".replace("l", "L"), "hello".replace("l", "L", 1), "hello".replace("", "-"), "aaa".replace("aa", "b"))
print("a-b-c".join(["1", "2", "3"]), ",".join("xyz"), "".join([]), ",".join(str(i) for i in range(5)))
print("xxabcxx".strip("x"), "  a ".lstrip() + "|", "  a ".rstrip() + "|", "abc".removeprefix("a"), "abc".removesuffix("c"))
for f in (lambda: "a".index("b"), lambda: "a".split(""), lambda: ",".join([1]), lambda: "a" + 1, lambda: "a".find(1), lambda: "abc"[5], lambda: "abc"["a"]):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)

# expect: 0 31 -1 31 16 4 44
# expect: ['the', 'quick', 'brown', 'fox', 'jumps', 'over', 'the', 'lazy', 'dog'] ['the', 'quick', 'brown fox jumps over the lazy dog'] ['the quick brown fox jumps over the', 'lazy', 'dog'] ['the quick brown fox jumps over the lazy', 'dog'] ['a', '', 'b', ''] [] ['']
# expect: ['x', 'y'] ['x', 'y '] ['a', 'b', 'c', 'd'] ['a\n', 'b\n']
# expect: ('the', ' ', 'quick brown fox jumps over the lazy dog') ('the quick brown fox jumps over the lazy', ' ', 'dog') ('abc', '', '') ('', '', 'abc')
# expect: True True True True True
# expect: heLLo heLlo -h-e-l-l-o- ba
# expect: 1a-b-c2a-b-c3 x,y,z  0,1,2,3,4
# expect: abc a |   a| bc ab
# expect: ValueError substring not found
# expect: ValueError empty separator
# expect: TypeError sequence item 0: expected str instance, int found
# expect: TypeError can only concatenate str (not "int") to str
# expect: TypeError must be str, not int
# expect: IndexError string index out of range
# expect: TypeError string indices must be integers, not 'str'
