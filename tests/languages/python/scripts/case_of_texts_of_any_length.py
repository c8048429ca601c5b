# Eight characters are changed at a time, the last eight overlapping those before; nothing beside the text is.
pattern = "aZ1-bY" * 8
for n in range(len(pattern)):
    text = pattern[:n]
    neighbours = [text + "!", text.upper(), text.lower(), text + "?"]
    assert neighbours[1] == "".join(c.upper() for c in text), n
    assert neighbours[2] == "".join(c.lower() for c in text), n
    assert neighbours[0][:-1] == neighbours[3][:-1] == text, n
grown = ""
for n in range(400):
    grown += "xY%d" % n
    part = grown[n:]
    assert part in grown and hash(part) == hash("".join(part)), n
    assert grown.upper().lower() == grown.lower() and grown[-1] == str(n)[-1], n
print(len(grown), grown[3:9], grown.count("Y"), ord(grown[500]))
# expect: 1890 xY1xY2 400 120
wide = "\u0100\U00010000" * 3
print(ascii((wide + "a")[1:4]), wide == "".join(wide), wide.find("\U00010000\u0100"), len(wide.encode()))
# expect: '\U00010000\u0100\U00010000' True 1 18
