from collections import Counter


class Text(str):
    def __eq__(self, other):
        return str(self).lower() == str(other).lower()

    def __hash__(self):
        return hash(str(self))


words = ["a" * n + "b" for n in range(4)] * 3
pairs = Counter((x[:-1] + x[-1:], y + "") for x, y in zip(words, words[1:]))
print(sorted(pairs.items()))
# expect: [(('aaab', 'b'), 2), (('aab', 'aaab'), 3), (('ab', 'aab'), 3), (('b', 'ab'), 3)]
print(("x", "ab") == ("x", "a" + "b"), ("x", "ab") == ("x", "ac"), ("x",) == ("x", "y"), ("x", 1) == ("x", 1.0))
# expect: True False False True
print((Text("A"), "b") == ("a", "b"), ("a", "c") == (Text("A"), "b"))
# expect: True False
counts = Counter({"big": 2**70, "text": 5})
counts.update(["big", "text", "new"])
print(counts)
# expect: Counter({'big': 1180591620717411303425, 'text': 6, 'new': 1})
