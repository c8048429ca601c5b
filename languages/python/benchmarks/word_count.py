"""Counts words of a text with a dict and prints the most frequent."""
from harness import run

SYLLABLES = ["ka", "lo", "mi", "ten", "ra", "su", "vel", "po", "ni", "dar"]


def make_text(n):
    words = []
    seed = 42
    for i in range(n):
        seed = (seed * 1103 + 12347) % 65536
        word = SYLLABLES[seed % 10] + SYLLABLES[seed // 10 % 10]
        if seed % 3 == 0:
            word = word + SYLLABLES[seed // 100 % 10]
        if seed % 17 == 0:
            word = word.upper()
        if seed % 23 == 0:
            word += ","
        words.append(word)
    return " ".join(words)


def count_words(text):
    counts = {}
    for word in text.split():
        word = word.strip(",.").lower()
        if word in counts:
            counts[word] += 1
        else:
            counts[word] = 1
    return counts


def main(size):
    text = make_text(2000)
    total = 0
    for i in range(size):
        counts = count_words(text)
        total += len(counts)
    top = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:5]
    return "%d different, total %d: %s" % (len(counts), total, ", ".join("%s %d" % pair for pair in top))


run(main, 10)
