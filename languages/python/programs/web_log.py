"""A web-log analyser: writes a log in the combined format, then reads, filters, groups and ranks it.

web_log.py [LINES]: a log of so many lines.
"""
import argparse
import contextlib
import csv
import io
import ipaddress
import os
import random
import re
import sys
import tempfile
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from enum import Enum, Flag, auto
from heapq import nlargest, nsmallest
from itertools import groupby, islice, tee
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlsplit

LINE = re.compile(
    r'(?P<host>\S+) (?P<ident>\S+) (?P<user>\S+) \[(?P<time>[^\]]+)\] '
    r'"(?P<method>[A-Z]+) (?P<target>\S+) (?P<protocol>HTTP/\d\.\d)" '
    r'(?P<status>\d{3}) (?P<size>\d+|-) "(?P<referrer>[^"]*)" "(?P<agent>[^"]*)"$'
)
MONTHS = {name: i for i, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}


class Method(Enum):
    GET = "GET"
    POST = "POST"
    HEAD = "HEAD"


class Trait(Flag):
    NONE = 0
    BOT = auto()
    ERROR = auto()
    LARGE = auto()
    INTERNAL = auto()


@dataclass(slots=True)
class Hit:
    host: str
    user: str
    time: datetime
    method: Method
    path: str
    query: dict
    status: int
    size: int
    referrer: str
    agent: str
    traits: Trait = Trait.NONE


@dataclass
class Session:
    host: str
    hits: list = field(default_factory=list)

    @property
    def seconds(self):
        return (self.hits[-1].time - self.hits[0].time).total_seconds()

    def __len__(self):
        return len(self.hits)


class LogWriter:
    AGENTS = ["Mozilla/5.0 (X11; Linux x86_64)", "Mozilla/5.0 (Macintosh)", "curl/7.88.1", "Googlebot/2.1 (+http://www.google.com/bot.html)", "-"]
    PATHS = ["/", "/index.html", "/about", "/shop/lamp", "/shop/chair", "/search", "/static/site.css", "/static/logo.png", "/api/items", "/größe"]

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.time = datetime(2024, 2, 28, 22, 0, tzinfo=timezone(timedelta(hours=1)))
        self.hosts = [f"10.0.{self.rng.randint(0, 3)}.{self.rng.randint(1, 30)}" for _ in range(40)] + ["2001:db8::1", "203.0.113.9"]

    def target(self):
        path = quote(self.rng.choices(self.PATHS, range(len(self.PATHS), 0, -1))[0])
        if path == "/search":
            words = self.rng.sample(["red lamp", "chair", "größe 3", "a&b", "100%"], 2)
            return f"{path}?q={quote(words[0])}&page={self.rng.randint(1, 5)}&x="
        return path

    def lines(self, count):
        rng = self.rng
        for _ in range(count):
            self.time += timedelta(seconds=rng.expovariate(0.2))
            if rng.random() < 0.01:
                yield rng.choice(["garbage", '10.0.0.1 - - [broken] "GET', ""])
                continue
            host = rng.choice(self.hosts)
            status = rng.choices([200, 304, 404, 500, 301], [80, 8, 7, 2, 3])[0]
            size = "-" if status == 304 else str(int(rng.lognormvariate(8, 1.5)))
            stamp = self.time.strftime("%d/%b/%Y:%H:%M:%S %z")
            user = rng.choice(["-", "-", "-", "ann", "bob"])
            method = rng.choices(["GET", "POST", "HEAD"], [9, 2, 1])[0]
            referrer = rng.choice(["-", "https://example.com/a?b=1", "http://news.example.org/"])
            yield f'{host} - {user} [{stamp}] "{method} {self.target()} HTTP/1.1" {status} {size} "{referrer}" "{rng.choice(self.AGENTS)}"'


def parse_time(text):
    day, month, rest = text.split("/", 2)
    year, hour, minute, second = rest[:-6].split(":")
    sign = -1 if rest[-5] == "-" else 1
    zone = timezone(sign * timedelta(hours=int(rest[-4:-2]), minutes=int(rest[-2:])))
    return datetime(int(year), MONTHS[month], int(day), int(hour), int(minute), int(second), tzinfo=zone)


INTERNAL = ipaddress.ip_network("10.0.0.0/23")


def traits_of(hit):
    traits = Trait.NONE
    if "bot" in hit.agent.lower():
        traits |= Trait.BOT
    if hit.status >= 400:
        traits |= Trait.ERROR
    if hit.size > 20000:
        traits |= Trait.LARGE
    address = ipaddress.ip_address(hit.host)
    if address.version == 4 and address in INTERNAL:
        traits |= Trait.INTERNAL
    return traits


def parse(lines, problems):
    for number, line in enumerate(lines, 1):
        match = LINE.match(line.rstrip("\n"))
        if match is None:
            problems.append((number, line[:20].strip()))
            continue
        url = urlsplit(match["target"])
        size = 0 if match["size"] == "-" else int(match["size"])
        hit = Hit(match["host"], match["user"], parse_time(match["time"]), Method[match["method"]], unquote(url.path),
                  dict(parse_qsl(url.query, keep_blank_values=True)), int(match["status"]), size, match["referrer"], match["agent"])
        hit.traits = traits_of(hit)
        yield hit


def sessions(hits, pause=timedelta(minutes=10)):
    """Groups hits of one host that follow each other closely."""
    running = {}
    for hit in hits:
        session = running.get(hit.host)
        if session is not None and hit.time - session.hits[-1].time > pause:
            yield running.pop(hit.host)
            session = None
        if session is None:
            session = running[hit.host] = Session(hit.host)
        session.hits.append(hit)
    yield from running.values()


def bursts(hits, window=timedelta(seconds=20), limit=8):
    recent = deque()
    for hit in hits:
        recent.append(hit.time)
        while hit.time - recent[0] > window:
            recent.popleft()
        if len(recent) >= limit:
            yield hit.time, len(recent)
            recent.clear()


class Table:
    def __init__(self, title, *columns):
        self.title, self.columns, self.rows = title, columns, []

    def add(self, *row):
        self.rows.append([str(cell) for cell in row])

    def __str__(self):
        widths = [max(map(len, cells)) for cells in zip(self.columns, *self.rows)]
        lines = [self.title, "  ".join(f"{name:<{width}}" for name, width in zip(self.columns, widths)).rstrip()]
        lines += ["  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths)).rstrip() for row in self.rows]
        return "\n".join(lines)


@contextlib.contextmanager
def log_file(lines):
    with tempfile.TemporaryDirectory(prefix="weblog") as folder:
        path = Path(folder) / "access.log"
        with path.open("w", encoding="utf-8") as out:
            for line in lines:
                print(line, file=out)
        yield path
    assert not os.path.exists(folder)


def analyse(hits, top):
    hours, statuses, methods = Counter(), Counter(), Counter()
    traffic, paths, queries = Counter(), defaultdict(Counter), Counter()
    visitors = defaultdict(set)
    for hit in hits:
        hours[hit.time.astimezone(timezone.utc).hour] += 1
        statuses[hit.status] += 1
        methods[hit.method] += 1
        traffic[hit.host] += hit.size
        paths[hit.path][hit.status] += 1
        visitors[hit.path].add(hit.host)
        if "q" in hit.query:
            queries[hit.query["q"].lower()] += 1
    table = Table("pages", "path", "hits", "visitors", "errors")
    for path, counts in nlargest(top, paths.items(), key=lambda item: (item[1].total(), item[0])):
        table.add(path, counts.total(), len(visitors[path]), sum(n for status, n in counts.items() if status >= 400))
    print(table)
    table = Table("hosts", "host", "kB")
    for host, size in nlargest(top, traffic.items(), key=lambda item: (item[1], item[0])):
        table.add(host, f"{size / 1024:,.1f}")
    print(table)
    print("statuses", dict(sorted(statuses.items())), "methods", {m.name: n for m, n in sorted(methods.items(), key=lambda i: i[0].name)})
    print("hours", {hour: hours[hour] for hour in sorted(hours)})
    print("searches", sorted(queries.items()))


def main(arguments):
    options = argparse.ArgumentParser(prog="web_log")
    options.add_argument("lines", nargs="?", type=int, default=600)
    options.add_argument("--top", type=int, default=4)
    options = options.parse_args(arguments)
    problems = []
    with log_file(LogWriter(3).lines(options.lines)) as path:
        print("bytes", path.stat().st_size, path.name, path.suffix)
        with path.open(encoding="utf-8") as lines:
            hits = list(parse(lines, problems))
    print("hits", len(hits), "problems", len(problems), problems[:3])
    analyse(hits, options.top)
    found = list(sessions(hits))
    print("sessions", len(found), "longest", max(map(len, found)), "slowest", max(session.seconds for session in found))
    print("bursts", [(time.isoformat(), n) for time, n in islice(bursts(hits), 3)])
    for traits, group in groupby(sorted(hits, key=lambda hit: hit.traits.value), key=lambda hit: hit.traits):
        count = sum(1 for _ in group)
        print(f"  {traits.value:2} {'|'.join(t.name for t in Trait if t in traits and t.value) or 'none':28} {count}")
    first, second = tee(hit.time for hit in hits)
    next(second)
    gaps = [(b - a).total_seconds() for a, b in zip(first, second)]
    print("gaps", nsmallest(3, gaps), nlargest(3, gaps))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["time", "path", "note"])
    writer.writerows([hit.time.isoformat(), hit.path, 'said "x, y"'] for hit in hits[:3])
    print(out.getvalue(), end="")
    print([row["path"] for row in csv.DictReader(io.StringIO(out.getvalue()))])


if __name__ == "__main__":
    main(sys.argv[1:])
