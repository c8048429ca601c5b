"""Parses and prints a JSON-like document, character by character."""
from harness import run


class ParseError(Exception):
    pass


class Parser:
    def __init__(self, text):
        self.text = text
        self.position = 0

    def skip(self):
        text = self.text
        p = self.position
        while p < len(text) and text[p] in " \n\t":
            p += 1
        self.position = p

    def value(self):
        self.skip()
        c = self.text[self.position]
        if c == "{":
            return self.object()
        if c == "[":
            return self.array()
        if c == '"':
            return self.string()
        if c == "-" or c.isdigit():
            return self.number()
        for word, result in (("true", True), ("false", False), ("null", None)):
            if self.text.startswith(word, self.position):
                self.position += len(word)
                return result
        raise ParseError("unexpected %r at %d" % (c, self.position))

    def object(self):
        result = {}
        self.position += 1
        self.skip()
        if self.text[self.position] == "}":
            self.position += 1
            return result
        while True:
            self.skip()
            key = self.string()
            self.skip()
            if self.text[self.position] != ":":
                raise ParseError("expected : at %d" % self.position)
            self.position += 1
            result[key] = self.value()
            self.skip()
            c = self.text[self.position]
            self.position += 1
            if c == "}":
                return result
            if c != ",":
                raise ParseError("expected , at %d" % self.position)

    def array(self):
        result = []
        self.position += 1
        self.skip()
        if self.text[self.position] == "]":
            self.position += 1
            return result
        while True:
            result.append(self.value())
            self.skip()
            c = self.text[self.position]
            self.position += 1
            if c == "]":
                return result
            if c != ",":
                raise ParseError("expected , at %d" % self.position)

    def string(self):
        text = self.text
        start = self.position + 1
        p = start
        while text[p] != '"':
            p += 1
        self.position = p + 1
        return text[start:p]

    def number(self):
        text = self.text
        start = self.position
        p = start
        if text[p] == "-":
            p += 1
        value = 0
        while p < len(text) and text[p].isdigit():
            value = value * 10 + ord(text[p]) - 48
            p += 1
        if p < len(text) and text[p] == ".":
            p += 1
            scale = 1.0
            fraction = 0.0
            while p < len(text) and text[p].isdigit():
                scale /= 10.0
                fraction += (ord(text[p]) - 48) * scale
                p += 1
            value = value + fraction
        self.position = p
        if text[start] == "-":
            value = -value
        return value


def write(value, out):
    if value is None:
        out.append("null")
    elif value is True:
        out.append("true")
    elif value is False:
        out.append("false")
    elif isinstance(value, str):
        out.append('"')
        out.append(value)
        out.append('"')
    elif isinstance(value, dict):
        out.append("{")
        first = True
        for key, item in value.items():
            if not first:
                out.append(",")
            first = False
            write(key, out)
            out.append(":")
            write(item, out)
        out.append("}")
    elif isinstance(value, list):
        out.append("[")
        for i in range(len(value)):
            if i:
                out.append(",")
            write(value[i], out)
        out.append("]")
    else:
        out.append(str(value))


def make_document(n):
    parts = []
    for i in range(n):
        parts.append('{"id": %d, "name": "item %d", "tags": ["a%d", "b%d", "c"], "price": %d.25, "stock": {"here": %d, "there": -%d}, "ok": %s}'
                     % (i, i, i % 7, i % 11, i * 3, i % 5, i % 13, "true" if i % 2 else "null"))
    return "[" + ", ".join(parts) + "]"


def main(size):
    text = make_document(20)
    total = 0
    for i in range(size):
        document = Parser(text).value()
        out = []
        write(document, out)
        total += len("".join(out)) + document[i % 20]["stock"]["there"]
    return "%d characters, total %d" % (len(text), total)


run(main, 10)
