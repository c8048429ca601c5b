"""What the library's hot loops take: `python library.py PART [MEGABYTES]`. Prints a check of the result, and to standard error the seconds of
the part alone: making the text or document is not measured."""
import json
import re
import sys
import time

WORDS = ["alpha", "Beta", "gamma", "delta", "x1", "y22", "2023-04-05", "user@example.org", "3.14159", "end.", "(note)", "http://a.b/c?d=e"]


def make_text(size):
    words, seed, length = [], 7, 0
    while length < size:
        seed = (seed * 1103515245 + 12345) % 2147483648
        word = WORDS[seed // 65536 % len(WORDS)]
        if seed // 4096 % 11 == 0:
            word += "\n"
        words.append(word)
        length += len(word) + 1
    return " ".join(words)


def make_document(size):
    document, length, i = [], 0, 0
    while length < size:
        row = {"id": i, "name": "item %d" % i, "tags": ["a%d" % (i % 7), "b", "say \"%d\"" % (i % 5)], "price": i * 0.25, "ok": i % 2 == 0,
               "stock": {"here": i % 13, "there": None, "plätze": -i}}
        document.append(row)
        length += 145
        i += 1
    return document


def search(text):
    dates = re.findall(r"(\d{4})-(\d\d)-(\d\d)", text)
    mails = sum(len(found.group()) for found in re.finditer(r"[\w.]+@[\w.]+\.\w+", text))
    lines = re.sub(r"(?m)^\s*(\w+)", r"<\1>", text)
    words = re.split(r"\W+", text)
    return len(dates), mails, len(lines), len(words)


def load(text):
    document = json.loads(text)
    return len(document), document[-1]["stock"]["plätze"]


def dump(document):
    text = json.dumps(document)
    return len(text), text[-40:]


def main():
    part, size = sys.argv[1], int(float(sys.argv[2]) * 1000000) if len(sys.argv) > 2 else 10000000
    if part == "re":
        function, argument = search, make_text(size)
    elif part == "json_loads":
        function, argument = load, json.dumps(make_document(size))
    else:
        function, argument = dump, make_document(size)
    start = time.perf_counter()
    result = function(argument)
    sys.stderr.write("%.6f\n" % (time.perf_counter() - start))
    print(part, result)


main()
