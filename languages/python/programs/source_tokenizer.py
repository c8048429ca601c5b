"""A tokeniser for a small C-like language with a preprocessor, a formatter, and a minifier, run over generated sources.

source_tokenizer.py [FUNCTIONS]: a source of so many functions.
"""
import enum
import io
import itertools
import keyword
import random
import re
import string
import sys
import textwrap
import tokenize as python_tokenize
import warnings
from collections import Counter, UserDict, UserList, defaultdict
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import KW_ONLY, InitVar, dataclass, field
from functools import partial, partialmethod, reduce
from typing import NamedTuple


class Type(str, enum.Enum):
    COMMENT = "comment"
    STRING = "string"
    NUMBER = "number"
    WORD = "word"
    KEYWORD = "keyword"
    OPERATOR = "operator"
    PUNCTUATION = "punctuation"
    NEWLINE = "newline"

    @property
    def is_value(self) -> bool:
        return self in (Type.STRING, Type.NUMBER, Type.WORD)

    @classmethod
    def _missing_(cls, value):
        return next((member for member in cls if member.name == str(value)), None)


class Place(NamedTuple):
    line: int
    column: int

    def __str__(self):
        return f"{self.line}:{self.column}"


@dataclass
class Token:
    type: Type
    text: str
    place: Place = Place(0, 0)
    _: KW_ONLY
    value: object = field(default=None, compare=False)
    decode: InitVar[bool] = True

    def __post_init__(self, decode):
        if not decode:
            return
        if self.type is Type.NUMBER:
            self.value = self.number()
        elif self.type is Type.STRING:
            self.value = re.sub(r"\\(x[0-9a-f]{2}|.)", self.escape, self.text[1:-1])

    @staticmethod
    def escape(match):
        code = match[1]
        return chr(int(code[1:], 16)) if code[0] == "x" and len(code) == 3 else {"n": "\n", "t": "\t"}.get(code, code)

    def number(self):
        text = self.text.replace("'", "").lower()
        if text.startswith("0x") and "." not in text:
            return int(text, 16)
        if text.startswith("0b"):
            return int(text[2:], 2)
        if text.endswith("f") or "." in text or "e" in text:
            return float(text.rstrip("f"))
        return int(text.rstrip("ul"))


class LexicalError(SyntaxError):
    pass


KEYWORDS = frozenset("if else while for return int float char void struct const break continue".split())
OPERATORS = sorted("+ - * / % = == != < > <= >= && || ! & | ^ ~ << >> += -= *= /= <<= >>= ++ -- -> . ? :".split(), key=len, reverse=True)
RULES = [
    ("COMMENT", r"//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/"),
    ("STRING", r'"(?:[^"\\\n]|\\.)*"' + r"|'(?:[^'\\\n]|\\.)+'"),
    ("NUMBER", r"0[xX][\da-fA-F']+|0[bB][01']+|(?:\d[\d']*\.?[\d']*|\.\d+)(?:[eE][-+]?\d+)?[fFuUlL]*"),
    ("WORD", r"[^\W\d]\w*"),
    ("OPERATOR", "|".join(map(re.escape, OPERATORS))),
    ("PUNCTUATION", r"[][(){},;#\\]"),
    ("NEWLINE", r"\n"),
    ("SPACE", r"[ \t\r\f]+"),
    ("MISFIT", r"."),
]
MASTER = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in RULES))


class Lexer:
    def __init__(self, source: str, name: str = "<source>"):
        self.source, self.name = source, name
        self.line, self.line_start = 1, 0

    def error(self, message: str, at: int):
        error = LexicalError(message)
        error.filename, error.lineno, error.offset = self.name, self.line, at - self.line_start + 1
        end = self.source.find("\n", at)
        error.text = self.source[self.line_start: end if end >= 0 else None]
        raise error

    def __iter__(self) -> Iterator[Token]:
        for match in MASTER.finditer(self.source):
            kind, text, start = match.lastgroup, match.group(), match.start()
            place = Place(self.line, start - self.line_start + 1)
            if kind == "MISFIT":
                self.error("unterminated string" if text in "\"'" else f"unexpected character {text!r} (U+{ord(text):04X})", start)
            if kind == "SPACE":
                continue
            if breaks := text.count("\n"):
                self.line += breaks
                self.line_start = start + text.rindex("\n") + 1
            type_ = Type.KEYWORD if text in KEYWORDS else Type[kind]
            yield Token(type_, text, place)


class Macros(UserDict):
    def __missing__(self, name):
        return None

    def __setitem__(self, name, tokens):
        if name in self.data:
            warnings.warn(f"{name} redefined", stacklevel=2)
        super().__setitem__(name, list(tokens))


class Stream(UserList):
    """Tokens with a cursor."""

    def __init__(self, tokens=()):
        super().__init__(tokens)
        self.at = 0

    def take_while(self, test):
        start = self.at
        while self.at < len(self) and test(self[self.at]):
            self.at += 1
        return self.data[start:self.at]

    take_line = partialmethod(take_while, lambda token: token.type is not Type.NEWLINE)


def preprocess(tokens: Iterable[Token], macros: Macros) -> Iterator[Token]:
    stream = Stream(tokens)
    while stream.at < len(stream):
        token = stream[stream.at]
        if token.text == "#":
            match [t.text for t in stream.take_line()]:
                case ["#", "define", name, *_]:
                    line = [t for t in stream[:stream.at] if t.place.line == token.place.line]
                    macros[name] = line[3:]
                case ["#", "undef", name]:
                    macros.pop(name, None)
                case ["#", other, *_]:
                    raise LexicalError(f"unknown directive {other}")
            continue
        stream.at += 1
        yield from expand(token, macros, frozenset())


def expand(token: Token, macros: Macros, hidden: frozenset) -> Iterator[Token]:
    body = macros[token.text] if token.type is Type.WORD and token.text not in hidden else None
    if body is None:
        yield token
        return
    for inner in body:
        fresh = deepcopy(inner)
        fresh.place = token.place
        yield from expand(fresh, macros, hidden | {token.text})


def minify(tokens: Iterable[Token]) -> str:
    out, last = [], None
    for token in tokens:
        if token.type in (Type.COMMENT, Type.NEWLINE):
            continue
        wordlike = lambda t: t.type in (Type.WORD, Type.KEYWORD, Type.NUMBER)
        if last and (wordlike(last) and wordlike(token) or last.type is token.type is Type.OPERATOR):
            out.append(" ")
        out.append(token.text)
        last = token
    return "".join(out)


class Formatter:
    def __init__(self, width=4):
        self.width, self.depth, self.lines, self.line = width, 0, [], []

    def flush(self):
        if self.line:
            self.lines.append(" " * (self.width * self.depth) + "".join(self.line).strip())
            self.line = []

    def format(self, tokens: Iterable[Token]) -> str:
        parentheses = 0
        for token, following in itertools.zip_longest(*self.pairs(tokens)):
            if token.type is Type.NEWLINE:
                continue
            match token.text:
                case "{":
                    self.line.append(" {" if self.line else "{")
                    self.flush()
                    self.depth += 1
                case "}":
                    self.flush()
                    self.depth -= 1
                    self.line.append("}")
                    self.flush()
                case ";" if not parentheses:
                    self.line.append(";")
                    self.flush()
                case "(" | ")" | "[" | "]" as bracket:
                    parentheses += {"(": 1, ")": -1}.get(bracket, 0)
                    self.line.append(bracket)
                case "," | ";" as mark:
                    self.line.append(mark + " ")
                case text if token.type is Type.OPERATOR and text not in ("++", "--", ".", "->", "!", "~"):
                    self.line.append(f" {text} ")
                case text if token.type is Type.KEYWORD and text not in ("break", "continue"):
                    self.line.append(text + " ")
                case text if token.type is Type.COMMENT:
                    self.flush()
                    self.line.append(text)
                    self.flush()
                case text:
                    self.line.append(text + (" " if following and following.type is Type.WORD else ""))
        self.flush()
        return "\n".join(self.lines) + "\n"

    @staticmethod
    def pairs(tokens):
        first, second = itertools.tee(tokens)
        next(second, None)
        return first, second


FUNCTION = string.Template("""
/* number $number */
$kind $name(int a, const char *text) {
    int total=0; // starts at zero
    for(int i=$start;i<LIMIT;i++){ total+=i*$factor; if(total>=MASK&&text[i]!='$letter'){ total>>=2; break; } else total=-total; }
    while (a --> 0) total ^= a << 3 | $number % 7;
    print("$text\\n", total, $real);
    return total->value;
}
""")


def generate(count: int) -> str:
    rng = random.Random(13)
    parts = ["#define LIMIT 1'000\n#define MASK (LIMIT * 0xFF)\n#define SELF SELF + 1\nint x = SELF;\n"]
    for number in range(count):
        name = "".join(rng.choices(string.ascii_lowercase, k=rng.randint(3, 9)))
        parts.append(FUNCTION.substitute(number=number, kind=rng.choice(["int", "float", "void"]), name=f"{name}_{number}", start=rng.randint(0, 9),
                                         factor=hex(rng.getrandbits(12)), letter=rng.choice(string.ascii_letters), text=rng.choice(["äöü", "it\\'s", "x\\t"]),
                                         real=round(rng.uniform(0, 100), 3)))
    return "".join(parts)


def main(count: int) -> None:
    source = generate(count)
    tokens = list(Lexer(source))
    counts = Counter(token.type for token in tokens)
    print("characters", len(source), "tokens", len(tokens))
    print({kind.value: counts[kind] for kind in Type})
    macros = Macros()
    expanded = list(preprocess(tokens, macros))
    print("expanded", len(expanded), {name: " ".join(t.text for t in body) for name, body in macros.items()})
    small = minify(expanded)
    print(len(small), small[:90])
    pretty = Formatter().format(expanded)
    significant = lambda source: [(t.type, t.text) for t in Lexer(source) if t.type not in (Type.NEWLINE, Type.COMMENT)]
    assert significant(pretty) == significant(small) == [(t.type, t.text) for t in expanded if t.type not in (Type.NEWLINE, Type.COMMENT)]
    print(textwrap.shorten(pretty, 70), pretty.count("\n"))
    print(pretty[:420])
    values = defaultdict(list)
    for token in tokens:
        if token.value is not None:
            values[type(token.value).__name__].append(token.value)
    print({name: len(found) for name, found in sorted(values.items())}, sum(values["int"]), round(sum(values["float"]), 3), values["str"][:2])
    longest = reduce(lambda a, b: b if len(b.text) > len(a.text) else a, tokens)
    print("longest", longest.text, longest.place, Type("WORD"), Type.WORD.is_value)
    for bad in ('int a = "open;\n', "x = 1;\n  y @ 2", "#include x", "§"):
        try:
            list(preprocess(Lexer(bad, "bad.c"), Macros()))
        except LexicalError as error:
            print(f"{error.msg}: line {error.lineno}, column {error.offset}: {error.text!r}")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        list(preprocess(Lexer("#define A 1\n#define A 2\nA"), Macros()))
    print([str(w.message) for w in caught], caught[0].category.__name__)
    python = "def f(x):\n    return x ** 2  # square\n"
    words = [python_tokenize.tok_name[t.type] for t in python_tokenize.generate_tokens(io.StringIO(python).readline)]
    print(words, keyword.iskeyword("return"), partial(int, base=2)("101"))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 12)
