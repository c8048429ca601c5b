"""Strings that live for a moment: built, cut, joined, replaced; every hundredth is kept for a while."""
from programs import run


def main(size):
    kept = [""] * 1000
    total = 0
    for i in range(size):
        word = "item-" + str(i)
        line = ",".join([word, word.upper(), word[2:6]])
        parts = line.split(",")
        text = parts[0] + ":" + parts[2].replace("m", "nn")
        total += len(text)
        if i % 100 == 0:
            kept[i // 100 % 1000] = text
    return "%d %d" % (total, sum(map(len, kept)))


run(main, 20000)
