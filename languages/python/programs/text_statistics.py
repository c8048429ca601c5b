"""Text processing: makes a text with a Markov chain, then counts, indexes, wraps, compares and encodes it.

text_statistics.py [WORDS]: a text of so many words.
"""
import bisect
import difflib
import itertools
import random
import re
import string
import sys
import textwrap
import unicodedata
from collections import ChainMap, Counter, OrderedDict, defaultdict
from functools import partial, reduce
from operator import itemgetter

SEED_TEXT = """
The river ran slowly past the old mill, and the old miller watched the river as the evening came. In the evening the wind turned, and
the mill turned with the wind. "How slowly it turns," the miller said, "and how slowly the river runs!" Nobody answered the miller; the
evening was quiet, the wind was quiet, and nobody came to the mill any more. When the morning came, the river had risen. It ran past
the mill quickly now, and the miller watched it rise. "It turns quickly," he said, "and nobody watches it turn." The naïve café-owner
across the river, señor Muñoz, waved; the miller waved back. Then both of them went inside, and the river ran on, past the mill, past
the café, and past the last houses of the town, slowly at first and then more quickly, until nobody in the town could hear it any more.
"""

WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
SENTENCE_END = re.compile(r"(?<=[.!?])[\"”]?\s+")
STOP_WORDS = frozenset("the a an and or of in it to at was had he as them any".split())


def chain_of(words, order=2):
    chain = defaultdict(list)
    for key in zip(*(words[i:] for i in range(order + 1))):
        chain[key[:order]].append(key[order])
    return chain


def generate(count, seed):
    rng = random.Random(seed)
    tokens = SEED_TEXT.split()
    chain = chain_of(tokens)
    keys = sorted(chain)
    key = rng.choice(keys)
    out = list(key)
    while len(out) < count:
        followers = chain.get(key)
        if not followers:
            key = rng.choice(keys)
            out.extend(key)
            continue
        word = rng.choice(followers)
        out.append(word)
        key = (*key[1:], word)
    return " ".join(out[:count])


def strip_accents(text):
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def stem(word):
    for suffix, replacement in (("ies", "y"), ("ly", ""), ("ing", ""), ("ed", ""), ("s", "")):
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word[: -len(suffix)] + replacement
    return word


class Index:
    """Where every word stands, with queries for words and phrases."""

    def __init__(self, words):
        self.words = words
        self.places = defaultdict(list)
        for place, word in enumerate(words):
            self.places[word].append(place)

    def __getitem__(self, word):
        return self.places.get(word, [])

    def phrase(self, *words):
        if not words:
            return
        rest = [self[word] for word in words[1:]]
        for place in self[words[0]]:
            for offset, places in enumerate(rest, 1):
                i = bisect.bisect_left(places, place + offset)
                if i == len(places) or places[i] != place + offset:
                    break
            else:
                yield place

    def context(self, place, width=3):
        return " ".join(self.words[max(0, place - width): place + width + 1])


def ngrams(words, n):
    return zip(*(itertools.islice(words, i, None) for i in range(n)))


def caesar(text, shift):
    lower, upper = string.ascii_lowercase, string.ascii_uppercase
    table = str.maketrans(lower + upper, lower[shift:] + lower[:shift] + upper[shift:] + upper[:shift])
    return text.translate(table)


def run_lengths(text):
    return [(key, sum(1 for _ in group)) for key, group in itertools.groupby(text)]


def soundex(word):
    codes = {}
    for digit, letters in enumerate(("bfpv", "cgjkqsxz", "dt", "l", "mn", "r"), 1):
        codes.update(dict.fromkeys(letters, str(digit)))
    word = strip_accents(word).lower()
    digits = [codes.get(c, "") for c in word]
    kept = [a for a, b in zip(digits[1:], digits) if a and a != b]
    return (word[0].upper() + "".join(kept) + "000")[:4]


def edit_distance(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (x != y))
    return row[-1]


def readability(text):
    sentences = [s for s in SENTENCE_END.split(text) if s.strip()]
    words = WORD.findall(text)
    vowels = sum(len(re.findall(r"[aeiouy]+", word.lower())) for word in words)
    return len(sentences), 206.835 - 1.015 * len(words) / len(sentences) - 84.6 * vowels / len(words)


def justify(line, width):
    words = line.split()
    if len(words) < 2:
        return line
    gaps, blanks = len(words) - 1, width - sum(map(len, words))
    sizes = [blanks // gaps + (i < blanks % gaps) for i in range(gaps)] + [0]
    return "".join(word + " " * size for word, size in zip(words, sizes))


def report(text):
    words = [strip_accents(word).lower() for word in WORD.findall(text)]
    counts = Counter(words)
    print("words", len(words), "different", len(counts), "letters", sum(map(len, words)))
    for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:8]:
        print(f"  {word:<10}{count:>6}  {count / len(words):7.2%}  {soundex(word)}")
    stems = reduce(lambda sofar, item: sofar.update({stem(item[0]): item[1]}) or sofar, counts.items(), Counter())
    print("stems", len(stems), stems.most_common(1)[0][1] >= counts.most_common(1)[0][1])
    content = Counter(word for word in words if word not in STOP_WORDS)
    print("content", sorted(content.items(), key=itemgetter(1, 0), reverse=True)[:5])
    for n in (2, 3):
        best = min(Counter(ngrams(words, n)).items(), key=lambda item: (-item[1], item[0]))
        print(f"{n}-gram", " ".join(best[0]), best[1])
    index = Index(words)
    found = list(index.phrase("the", "old", "mill"))
    print("phrase", len(found), index.context(found[0]) if found else "-")
    lengths = Counter(map(len, words))
    print("lengths", " ".join(f"{length}:{lengths[length]}" for length in sorted(lengths)))
    sentences, score = readability(text)
    print("sentences", sentences, "score", f"{score:.3f}")
    return counts


def main(count):
    text = generate(count, 5)
    counts = report(text)
    lines = textwrap.wrap(text, 60)
    print("lines", len(lines), "widest", max(map(len, lines)))
    for line in itertools.islice(map(partial(justify, width=60), lines), 4):
        print("|" + line + "|")
    print(textwrap.indent(textwrap.fill(text[:150], 40, initial_indent="* "), "  "))
    secret = caesar(text, 3)
    assert caesar(secret, 23) == text
    print("secret", secret[:40])
    other = generate(count, 6).split()
    matcher = difflib.SequenceMatcher(None, text.split()[:200], other[:200], autojunk=False)
    print("ratio", round(matcher.ratio(), 6))
    print(*difflib.unified_diff(lines[:3], lines[1:4], "a", "b", lineterm="", n=0), sep="\n")
    vocabulary = sorted(counts)
    for typo in ("rivver", "mornin", "wotched", "quikly"):
        nearest = min(vocabulary, key=lambda word: (edit_distance(word, typo), word))
        print(typo, "->", nearest, difflib.get_close_matches(typo, vocabulary, 1))
    print("runs", max(run_lengths(re.sub(r"\W", "", text.lower())), key=itemgetter(1)))
    template = string.Template("$who has ${count} words; costs $$5")
    settings = ChainMap({"count": len(counts)}, {"who": "the text", "count": 0})
    print(template.substitute(settings))
    encoded = text.encode("utf-8")
    print("bytes", len(encoded), len(text.encode("utf-16-le")), encoded.decode("utf-8") == text, text.encode("ascii", "xmlcharrefreplace").count(b"&#"))
    order = OrderedDict.fromkeys(words[0] for words in sorted(vocabulary) if words)
    print("initials", "".join(order), unicodedata.name("é"), "ß".casefold(), "İ".lower().encode())


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1500)
