name, n, pi = "World", 42, 3.14159265
print(f"Hello {name}! {n + 1} {pi:.2f} {n:05d} {n:>8}|{name:<8}|{name:^9}| {name!r} {n:x} {n:#b} {n:,}")
print(f"{'nested ' + name} {{literal}} {pi:{8}.{3}} {n=} {name=!r:>10} {[i for i in range(3)]}")
print("%s %d %5.2f %r %% %x %05d %-5s|" % ("a", 3, 2.5, "q", 255, 42, "l"))
print("{} {1} {0}".format("a", "b") if False else "{0} {1} {0}".format("a", "b"), "{:>5}|{:<5}|{:^5}".format(1, 2, 3), "{x}-{y[0]}".format(x=1, y=[2]))
print("a,b,,c".split(","), " x  y ".split(), "abc".join("123"), "Hello".replace("l", "L"), "hello".find("l"), "x".zfill(3))
print("abcdef"[1:4], "abcdef"[::-1], "abcdef"[-2:], "ab" * 3, "b" in "abc", len("héé"), "abc" < "abd")
print("hello world".title(), "Hello".swapcase(), "  s ".strip() + "|", "a-b".partition("-"), "abc".startswith("ab"), "abc".endswith(("x", "c")))
print("1" "2" 'q"', 'it\'s', "tab\tnew\\n", r"raw\n", """multi
line""", "\u00e9\x41\u2022")
print(repr("a'b"), repr('a"b'), repr("\n\t\x00é"), str(b"ab"), ascii("é"), "é".encode(), b"\xc3\xa9".decode())
print("abc".isalpha(), "12".isdigit(), "aB".upper(), "ab\ncd".splitlines(), "a".center(5, "*"), "aXbX".count("X"), ord("a"), chr(98))
s = ""
for i in range(5): s += str(i)
print(s, "".join(str(i) for i in range(5)), "%(a)s" % {"a": 1}, f"{1 if n else 2}", f"{'a' 'b'}")

# expect: Hello World! 43 3.14 00042       42|World   |  World  | 'World' 2a 0b101010 42
# expect: nested World {literal}     3.14 n=42 name=   'World' [0, 1, 2]
# expect: a 3  2.50 'q' % ff 00042 l    |
# expect: a b a     1|2    |  3   1-2
# expect: ['a', 'b', '', 'c'] ['x', 'y'] 1abc2abc3 HeLLo 2 00x
# expect: bcd fedcba ef ababab True 3 True
# expect: Hello World hELLO s| ('a', '-', 'b') True True
# expect: 12q" it's tab	new\n raw\n multi
# expect: line éA•
# expect: "a'b" 'a"b' '\n\t\x00é' b'ab' '\xe9' b'\xc3\xa9' é
# expect: True True AB ['ab', 'cd'] **a** 2 97 b
# expect: 01234 01234 1 1 ab
