"""A pipeline over JSON documents: makes orders, writes and reads them, validates, joins, groups and summarises them.

json_pipeline.py [ORDERS]: so many orders.
"""
import base64
import copy
import hashlib
import io
import itertools
import json
import random
import sys
from collections import defaultdict
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property, reduce, total_ordering
from operator import attrgetter, itemgetter
from typing import Any, Callable, Iterable, Iterator, NamedTuple, Optional

CENT = Decimal("0.01")
START = datetime(2023, 1, 2, 8, 30, tzinfo=timezone.utc)


@dataclass
class Line:
    product: str
    quantity: int
    price: Decimal

    @property
    def total(self) -> Decimal:
        return (self.price * self.quantity).quantize(CENT, ROUND_HALF_UP)


@total_ordering
@dataclass(eq=False)
class Order:
    number: int
    customer: str
    placed: datetime
    lines: list = field(default_factory=list)
    notes: dict = field(default_factory=dict)
    discount: Optional[Decimal] = None

    @cached_property
    def total(self) -> Decimal:
        total = sum((line.total for line in self.lines), Decimal(0))
        if self.discount:
            total -= (total * self.discount).quantize(CENT, ROUND_HALF_UP)
        return total

    def __eq__(self, other):
        return isinstance(other, Order) and (self.total, self.number) == (other.total, other.number)

    def __lt__(self, other):
        return (self.total, self.number) < (other.total, other.number)

    def __hash__(self):
        return hash(self.number)


class Encoder(json.JSONEncoder):
    def default(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            return {"$decimal": str(value)}
        if isinstance(value, datetime):
            return {"$time": value.isoformat()}
        if isinstance(value, (set, frozenset)):
            return sorted(value)
        if isinstance(value, bytes):
            return {"$bytes": base64.b64encode(value).decode("ascii")}
        return super().default(value)


def revive(document: dict) -> Any:
    match document:
        case {"$decimal": text}:
            return Decimal(text)
        case {"$time": text}:
            return datetime.fromisoformat(text)
        case {"$bytes": text}:
            return base64.b64decode(text)
    return document


class Product(NamedTuple):
    code: str
    title: str
    price: Decimal
    tags: frozenset


def make_products(rng: random.Random) -> dict:
    nouns = ["Lamp", "Chair", "Tasse", "Bücherregal", "日記帳", "Clé", "Spoon", "Rug"]
    kinds = ["small", "large", "red", "blue"]
    products = {}
    for i, (noun, kind) in enumerate(itertools.product(nouns, kinds)):
        code = f"{noun[:2].upper()}-{i:03}"
        tags = frozenset(rng.sample(["new", "sale", "heavy", "fragile", "eco"], rng.randint(0, 3)))
        products[code] = Product(code, f"{kind} {noun}", Decimal(rng.randint(199, 19999)).scaleb(-2), tags)
    return products


def make_orders(rng: random.Random, products: dict, count: int) -> Iterator[Order]:
    codes = sorted(products)
    customers = [f"customer-{i}" for i in range(max(3, count // 8))]
    placed = START
    for number in range(1, count + 1):
        placed += timedelta(minutes=rng.randint(1, 300), seconds=rng.randint(0, 59))
        lines = []
        for code in rng.sample(codes, rng.randint(1, 6)):
            price = products[code].price if rng.random() < 0.95 else Decimal("-1")
            lines.append(Line(code, rng.choice([1, 1, 1, 2, 3, 10, 0] if number % 50 == 0 else [1, 1, 2, 3]), price))
        order = Order(number, rng.choice(customers), placed, lines)
        if rng.random() < 0.2:
            order.discount = Decimal(rng.choice(["0.05", "0.10", "0.333"]))
        if rng.random() < 0.1:
            order.notes = {"gift": True, "text": 'Für "dich" \\ \u20ac\n', "signature": rng.randbytes(6), "nested": [1, [2.5, None], {}]}
        yield order


class Problem(NamedTuple):
    order: int
    what: str


Rule = Callable[[Order], Iterable[str]]
RULES: list[Rule] = []


def rule(function: Rule) -> Rule:
    RULES.append(function)
    return function


@rule
def has_positive_prices(order: Order) -> Iterable[str]:
    return (f"price of {line.product} is {line.price}" for line in order.lines if line.price <= 0)


@rule
def has_quantities(order: Order) -> Iterable[str]:
    if any(line.quantity < 1 for line in order.lines):
        yield "empty line"


@rule
def is_not_too_large(order: Order) -> Iterable[str]:
    if (count := sum(line.quantity for line in order.lines)) > 12:
        yield f"{count} pieces"


def to_document(order: Order) -> dict:
    return {name: value for name, value in asdict(order).items() if value not in (None, {}, [])}


def from_document(document: dict) -> Order:
    known = {f.name for f in fields(Order)}
    values = {name: value for name, value in document.items() if name in known}
    values["lines"] = [Line(**line) for line in values.get("lines", ())]
    return Order(**values)


def validate(orders: Iterable[Order]) -> tuple:
    good, problems = [], []
    for order in orders:
        found = [Problem(order.number, text) for check in RULES for text in check(order)]
        problems.extend(found)
        if not found:
            good.append(order)
    return good, problems


def summarise(orders: list, products: dict) -> dict:
    by_month = defaultdict(Decimal)
    by_tag = defaultdict(lambda: {"lines": 0, "money": Decimal(0)})
    by_customer = defaultdict(list)
    for order in orders:
        by_month[order.placed.strftime("%Y-%m")] += order.total
        by_customer[order.customer].append(order)
        for line in order.lines:
            for tag in products[line.product].tags:
                entry = by_tag[tag]
                entry["lines"] += 1
                entry["money"] += line.total
    best = sorted(((sum(map(attrgetter("total"), own)), name) for name, own in by_customer.items()), reverse=True)[:3]
    weekdays = {day: len(list(group)) for day, group in itertools.groupby(sorted(o.placed.strftime("%w %a") for o in orders))}
    return {
        "orders": len(orders),
        "money": sum((o.total for o in orders), Decimal(0)),
        "largest": max(orders).number,
        "smallest": min(orders).number,
        "months": dict(sorted(by_month.items())),
        "tags": {tag: by_tag[tag] for tag in sorted(by_tag)},
        "best": [{"customer": name, "money": money} for money, name in best],
        "weekdays": weekdays,
        "days": (max(o.placed for o in orders).date() - date(2023, 1, 1)).days,
    }


def flatten(document: Any, path: str = "$") -> Iterator[tuple]:
    if isinstance(document, dict):
        for key, value in document.items():
            yield from flatten(value, f"{path}.{key}")
    elif isinstance(document, list):
        for i, value in enumerate(document):
            yield from flatten(value, f"{path}[{i}]")
    else:
        yield path, document


def main(count: int) -> None:
    rng = random.Random(42)
    products = make_products(rng)
    orders = list(make_orders(rng, products, count))
    stream = io.StringIO()
    for order in orders:
        json.dump(to_document(order), stream, cls=Encoder, ensure_ascii=order.number % 2 == 0, sort_keys=True)
        stream.write("\n")
    text = stream.getvalue()
    print("characters", len(text), hashlib.sha256(text.encode()).hexdigest()[:16])
    stream.seek(0)
    again = [from_document(json.loads(line, object_hook=revive)) for line in stream]
    assert [to_document(o) for o in again] == [to_document(o) for o in orders]
    good, problems = validate(again)
    print("good", len(good), "problems", len(problems), problems[:2])
    summary = summarise(good, products)
    plain = json.dumps(summary, cls=Encoder, indent=2)
    print(plain if len(plain) < 3000 else plain[:3000])
    leaves = list(flatten(json.loads(plain)))
    print("leaves", len(leaves), leaves[5])
    changed = replace(good[0], discount=Decimal("0.5"), lines=copy.deepcopy(good[0].lines))
    changed.lines[0].quantity += 1
    print(changed.total != good[0].total, changed.lines[0] == good[0].lines[0], reduce(lambda a, o: a ^ hash(o), good, 0))
    captured = io.StringIO()
    with redirect_stdout(captured):
        print(json.dumps(["compact", {"a": 1.5e300, "b": [True, None]}], separators=(",", ":")))
    print(captured.getvalue().strip(), sorted(products.values(), key=itemgetter(2))[0].title)
    for bad in ('{"a": }', "[1, 2", '{"a" 1}', "nul", '"\\q"', "[1]x"):
        try:
            json.loads(bad)
        except json.JSONDecodeError as error:
            print(f"{bad!r}: {error.msg} (line {error.lineno} column {error.colno})")
    try:
        json.dumps({"x": object})
    except TypeError as error:
        print(error)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 150)
