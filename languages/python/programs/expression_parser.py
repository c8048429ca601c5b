"""A parser, simplifier, differentiator and evaluator of algebraic expressions: recursive descent over tokens of a regular expression.

expression_parser.py [COUNT]: works on COUNT generated expressions.
"""
from __future__ import annotations

import operator
import random
import re
import sys
from collections import Counter
from dataclasses import dataclass
from enum import Enum, auto
from fractions import Fraction
from functools import lru_cache, singledispatch
from typing import Iterator, Mapping, Union


class Kind(Enum):
    NUMBER = auto()
    NAME = auto()
    OPERATOR = auto()
    OPEN = auto()
    CLOSE = auto()
    COMMA = auto()
    END = auto()


@dataclass(frozen=True)
class Token:
    kind: Kind
    text: str
    position: int


class ParseError(Exception):
    def __init__(self, message: str, position: int):
        super().__init__(f"{message} at {position}")
        self.position = position


TOKEN = re.compile(
    r"""\s*(?:
        (?P<NUMBER>\d+(?:/\d+)?)
      | (?P<NAME>[A-Za-z_]\w*)
      | (?P<OPERATOR>\*\*|[-+*/^])
      | (?P<OPEN>\()
      | (?P<CLOSE>\))
      | (?P<COMMA>,)
    )""",
    re.VERBOSE,
)


def tokenize(text: str) -> Iterator[Token]:
    position = 0
    end = len(text.rstrip())
    while position < end:
        match = TOKEN.match(text, position)
        if match is None:
            raise ParseError(f"unexpected {text[position]!r}", position)
        name = match.lastgroup
        yield Token(Kind[name], match[name], match.start(name))
        position = match.end()
    yield Token(Kind.END, "", end)


@dataclass(frozen=True)
class Number:
    value: Fraction


@dataclass(frozen=True)
class Variable:
    name: str


@dataclass(frozen=True)
class Binary:
    symbol: str
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Negation:
    inner: Expression


@dataclass(frozen=True)
class Call:
    name: str
    arguments: tuple


Expression = Union[Number, Variable, Binary, Negation, Call]
PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 4}
OPERATORS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
FUNCTIONS = {"max": max, "min": min, "square": lambda x: x * x}


class Parser:
    def __init__(self, text: str):
        self.tokens = list(tokenize(text))
        self.at = 0

    @property
    def current(self) -> Token:
        return self.tokens[self.at]

    def advance(self) -> Token:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def expect(self, kind: Kind) -> Token:
        if self.current.kind is not kind:
            raise ParseError(f"expected {kind.name.lower()}, found {self.current.text or 'end'!r}", self.current.position)
        return self.advance()

    def parse(self) -> Expression:
        result = self.expression(0)
        self.expect(Kind.END)
        return result

    def expression(self, minimum: int) -> Expression:
        left = self.prefix()
        while self.current.kind is Kind.OPERATOR:
            symbol = "^" if self.current.text == "**" else self.current.text
            precedence = PRECEDENCE[symbol]
            if precedence < minimum:
                break
            self.advance()
            right = self.expression(precedence if symbol == "^" else precedence + 1)
            left = Binary(symbol, left, right)
        return left

    def prefix(self) -> Expression:
        token = self.advance()
        match token:
            case Token(Kind.NUMBER, text):
                return Number(Fraction(text))
            case Token(Kind.NAME, name):
                if self.current.kind is Kind.OPEN:
                    return Call(name, tuple(self.arguments()))
                return Variable(name)
            case Token(Kind.OPERATOR, "-"):
                return Negation(self.expression(3))
            case Token(Kind.OPEN):
                inner = self.expression(0)
                self.expect(Kind.CLOSE)
                return inner
            case _:
                raise ParseError(f"unexpected {token.text or 'end'!r}", token.position)

    def arguments(self) -> Iterator[Expression]:
        self.expect(Kind.OPEN)
        while True:
            yield self.expression(0)
            if self.current.kind is not Kind.COMMA:
                break
            self.advance()
        self.expect(Kind.CLOSE)


def evaluate(e: Expression, names: Mapping[str, Fraction]) -> Fraction:
    match e:
        case Number(value):
            return value
        case Variable(name):
            return names[name]
        case Negation(inner):
            return -evaluate(inner, names)
        case Binary("^", base, exponent):
            return evaluate(base, names) ** int(evaluate(exponent, names))
        case Binary(symbol, left, right):
            return OPERATORS[symbol](evaluate(left, names), evaluate(right, names))
        case Call(name, arguments):
            return FUNCTIONS[name](*(evaluate(a, names) for a in arguments))
    raise TypeError(e)


@singledispatch
def show(e, outer: int = 0) -> str:
    raise TypeError(type(e).__name__)


@show.register
def _(e: Number, outer: int = 0) -> str:
    return str(e.value) if e.value >= 0 else f"({e.value})"


@show.register
def _(e: Variable, outer: int = 0) -> str:
    return e.name


@show.register
def _(e: Negation, outer: int = 0) -> str:
    text = "-" + show(e.inner, 3)
    return f"({text})" if outer > 2 else text


@show.register
def _(e: Binary, outer: int = 0) -> str:
    own = PRECEDENCE[e.symbol]
    text = f"{show(e.left, own + (e.symbol == '^'))} {e.symbol} {show(e.right, own + (e.symbol != '^'))}"
    return f"({text})" if own < outer else text


@show.register
def _(e: Call, outer: int = 0) -> str:
    return f"{e.name}({', '.join(show(a) for a in e.arguments)})"


ZERO, ONE = Number(Fraction(0)), Number(Fraction(1))


@lru_cache(maxsize=4096)
def simplify(e: Expression) -> Expression:
    match e:
        case Negation(inner):
            inner = simplify(inner)
            return Number(-inner.value) if isinstance(inner, Number) else Negation(inner)
        case Call(name, arguments):
            return Call(name, tuple(map(simplify, arguments)))
        case Binary(symbol, left, right):
            left, right = simplify(left), simplify(right)
            match symbol, left, right:
                case "/", _, Number(value) if value == 0:
                    return Binary(symbol, left, right)
                case ("+" | "-" | "*" | "/"), Number(a), Number(b):
                    return Number(Fraction(OPERATORS[symbol](a, b)))
                case "+", Number(value), other if value == 0:
                    return other
                case ("+" | "-"), other, Number(value) if value == 0:
                    return other
                case "*", (Number(value), other) | (other, Number(value)) if value in (0, 1):
                    return other if value else ZERO
                case "*", Number(value), other if value in (0, 1):
                    return other if value else ZERO
                case "*", other, Number(value) if value in (0, 1):
                    return other if value else ZERO
                case "^", other, Number(value) if value == 1:
                    return other
                case "-", a, b if a == b:
                    return ZERO
            return Binary(symbol, left, right)
    return e


def derive(e: Expression, name: str) -> Expression:
    match e:
        case Number():
            return ZERO
        case Variable(own):
            return ONE if own == name else ZERO
        case Negation(inner):
            return Negation(derive(inner, name))
        case Binary("+" | "-" as symbol, left, right):
            return Binary(symbol, derive(left, name), derive(right, name))
        case Binary("*", left, right):
            return Binary("+", Binary("*", derive(left, name), right), Binary("*", left, derive(right, name)))
        case Binary("/", left, right):
            top = Binary("-", Binary("*", derive(left, name), right), Binary("*", left, derive(right, name)))
            return Binary("/", top, Binary("^", right, Number(Fraction(2))))
        case Binary("^", base, Number(power)):
            return Binary("*", Binary("*", Number(power), Binary("^", base, Number(power - 1))), derive(base, name))
        case Call("square", (inner,)):
            return Binary("*", Binary("*", Number(Fraction(2)), inner), derive(inner, name))
    raise ValueError(f"cannot derive {show(e)}")


def generate(rng: random.Random, depth: int) -> str:
    if depth == 0 or rng.random() < 0.15:
        return rng.choice(["x", "y", "z", str(rng.randint(0, 9)), f"{rng.randint(1, 9)}/{rng.randint(2, 7)}"])
    roll = rng.random()
    if roll < 0.1:
        return f"-({generate(rng, depth - 1)})"
    if roll < 0.2:
        return f"({generate(rng, depth - 1)})^{rng.randint(1, 3)}"
    if roll < 0.3:
        return f"square({generate(rng, depth - 1)})"
    return f"({generate(rng, depth - 1)}) {rng.choice('+-*+-*/')} ({generate(rng, depth - 1)})"


def main(count: int) -> None:
    rng = random.Random(7)
    names = {"x": Fraction(3), "y": Fraction(-1, 2), "z": Fraction(5, 3)}
    outcomes, total, longest = Counter(), Fraction(0), ""
    for _ in range(count):
        tree = Parser(generate(rng, 5)).parse()
        text = show(simplify(tree))
        again = Parser(text).parse()
        assert show(simplify(again)) == text or show(again) == text, (text, show(again))
        longest = max(longest, text, key=len)
        try:
            value = evaluate(tree, names)
            slope = evaluate(simplify(derive(tree, "x")), names)
        except ZeroDivisionError:
            outcomes["division by zero"] += 1
            continue
        except ValueError:
            outcomes["not derivable"] += 1
            continue
        assert evaluate(simplify(tree), names) == value
        outcomes["positive" if value > 0 else "negative" if value < 0 else "zero"] += 1
        total += Fraction(round(value) % 1000) + Fraction(round(slope) % 1000, 7)
    for outcome, number in sorted(outcomes.items()):
        print(f"{outcome:20}{number:6}")
    print("sum:", total)
    print("longest:", len(longest), longest[:60])
    for bad in ("1 +", "(1", "2 $ 3", "f(,)", "1 2", "max(1, 2"):
        try:
            Parser(bad).parse()
        except ParseError as error:
            print(f"{bad!r}: {error}")
    print(show(Parser("2 ** 3 ** 2 - -x * (y - (z - 1)) / max(1, x + 1)").parse()))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
