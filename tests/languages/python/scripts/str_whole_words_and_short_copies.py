"""Lengths around the eight bytes that are looked at together, and results written in one piece, against the slow way."""


def upper(s):
    return "".join([c.upper() for c in s])


letters = "`az{@AZ[ \x00~m9Mq"
for n in range(40):
    for shift in range(3):
        s = (letters * 4)[shift:shift + n]
        assert s.upper() == upper(s) and s.lower() == "".join([c.lower() for c in s])
        assert ("x" * 300 + s)[300:].upper() == upper(s)
        assert (s + "b").upper() == upper(s + "b")
shared = "ab" * 200
for i in range(40):
    shared += "cd%d" % i  # in a buffer with room
    assert shared.upper() == upper(shared)
print(shared[-10:], shared.upper()[-10:])

for n in range(40):
    s = "." * n
    for at in range(n):
        t = s[:at] + "\x81m"[at % 2] + s[at:]
        assert t.find("\x81m"[at % 2]) == at and t.find("\x80") == -1 and t.find("l") == -1
        assert t.find(".", at) == (at + 1 if at < n else -1), (t, at)
        assert t.split("\x81m"[at % 2]) == [s[:at], s[at:]]

for count in range(20):
    for new in ("", "y", "long", "ä", "€"):
        for limit in (-1, 0, 1, 2, count, 15, 16, 17):
            s = "-ab-" + "xab" * count + "z"
            parts = s.split("ab", limit)
            assert s.replace("ab", new, limit) == new.join(parts), (count, new, limit)
blanks = " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f"
for n in range(30):
    for blank in blanks:
        for other in "a\x00\x1b!\x7f\x0e":
            word = other * n
            assert (word + blank + word + "b").split() == ([word] if n else []) + [word + "b"], (n, blank, other)
            assert (blank * n + word + blank + "b" + blank * 9).split() == ([word] if n else []) + ["b"]
assert "ab\x85cd\xa0ef ä".split() == ["ab", "cd", "ef", "ä"]
texts = ["ab" * i + "c" * j + "\x00" * k for i in range(12) for j in range(6) for k in range(4)]
assert len({t: 0 for t in texts}) == len(set(texts)) and all(hash(t[:-1] + t[-1:]) == hash(t) for t in texts)

print("aaaa".replace("aa", "b"), "ab".replace("ab", "") == "", "abc".replace("ab", ""), "ab".replace("b", ""))
print(str(-5), str(0), str(1234567), str(2**48), str(-2**63), len(str(10**17)))
# expect: 37cd38cd39 37CD38CD39
# expect: bb True c a
# expect: -5 0 1234567 281474976710656 -9223372036854775808 18
