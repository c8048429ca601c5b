"""Solvers: exact cover by dancing links for sudokus and pentominoes, a SAT solver, and A* on the fifteen puzzle's small sister.

puzzle_solver.py [ROUNDS]: so many rounds of puzzles.
"""
import copy
import heapq
import itertools
import random
import sys
from array import array
from bisect import insort
from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import cache, partial, reduce
from operator import itemgetter, xor
from typing import Generic, NamedTuple, TypeVar

Column = TypeVar("Column", bound=Hashable)


class ExactCover(Generic[Column]):
    """Knuth's algorithm X with doubly linked lists in arrays."""

    def __init__(self, columns: Iterable[Column], optional: Iterable[Column] = ()):
        self.names = list(columns)
        required = len(self.names)
        self.names += optional
        count = len(self.names)
        self.index = {name: i + 1 for i, name in enumerate(self.names)}
        self.left = array("i", range(-1, count))
        self.right = array("i", range(1, count + 2))
        self.left[0], self.right[required] = required, 0
        for i in range(required + 1, count + 1):
            self.left[i] = self.right[i] = i
        self.up = array("i", range(count + 1))
        self.down = array("i", range(count + 1))
        self.column = array("i", range(count + 1))
        self.size = array("i", [0] * (count + 1))
        self.row = array("i", [-1] * (count + 1))
        self.rows = []
        self.nodes = 0

    def add_row(self, label, columns: Iterable[Column]):
        first = None
        for name in columns:
            c, node = self.index[name], len(self.column)
            self.column.append(c)
            self.row.append(len(self.rows))
            self.up.append(self.up[c])
            self.down.append(c)
            self.down[self.up[c]] = node
            self.up[c] = node
            self.size[c] += 1
            if first is None:
                first = node
                self.left.append(node)
                self.right.append(node)
            else:
                self.left.append(self.left[first])
                self.right.append(first)
                self.right[self.left[first]] = node
                self.left[first] = node
        self.rows.append(label)
        return first

    def cover(self, c):
        left, right, up, down = self.left, self.right, self.up, self.down
        right[left[c]], left[right[c]] = right[c], left[c]
        i = down[c]
        while i != c:
            j = right[i]
            while j != i:
                down[up[j]], up[down[j]] = down[j], up[j]
                self.size[self.column[j]] -= 1
                j = right[j]
            i = down[i]

    def uncover(self, c):
        left, right, up, down = self.left, self.right, self.up, self.down
        i = up[c]
        while i != c:
            j = left[i]
            while j != i:
                self.size[self.column[j]] += 1
                down[up[j]] = up[down[j]] = j
                j = left[j]
            i = up[i]
        right[left[c]] = left[right[c]] = c

    def solve(self) -> Iterator[list]:
        chosen = []

        def search():
            self.nodes += 1
            if self.right[0] == 0:
                yield [self.rows[self.row[node]] for node in chosen]
                return
            best, c = None, self.right[0]
            while c:
                if best is None or self.size[c] < self.size[best]:
                    best = c
                c = self.right[c]
            self.cover(best)
            node = self.down[best]
            while node != best:
                chosen.append(node)
                other = self.right[node]
                while other != node:
                    self.cover(self.column[other])
                    other = self.right[other]
                yield from search()
                chosen.pop()
                other = self.left[node]
                while other != node:
                    self.uncover(self.column[other])
                    other = self.left[other]
                node = self.down[node]
            self.uncover(best)

        return search()


def solve_sudoku(text: str) -> tuple:
    cells = list(itertools.product(range(9), repeat=2))
    groups = [("cell", r, c) for r, c in cells] + [(kind, i, d) for kind in ("row", "column", "box") for i in range(9) for d in range(1, 10)]
    cover = ExactCover(groups)
    for (r, c), given in zip(cells, text):
        for d in range(1, 10) if given == "." else [int(given)]:
            cover.add_row((r, c, d), [("cell", r, c), ("row", r, d), ("column", c, d), ("box", r // 3 * 3 + c // 3, d)])
    solutions = list(itertools.islice(cover.solve(), 2))
    if not solutions:
        return None, 0, cover.nodes
    grid = [["."] * 9 for _ in range(9)]
    for r, c, d in solutions[0]:
        grid[r][c] = str(d)
    return "".join(itertools.chain.from_iterable(grid)), len(solutions), cover.nodes


PENTOMINOES = {
    "I": "#####", "L": "####|#...", "P": "##|##|#.", "U": "#.#|###", "V": "#..|#..|###", "Y": "####|.#..", "N": "##..|.###",
}


@cache
def orientations(shape: str) -> tuple:
    cells = frozenset((r, c) for r, line in enumerate(shape.split("|")) for c, x in enumerate(line) if x == "#")
    found = set()
    for _ in range(4):
        cells = frozenset((c, -r) for r, c in cells)
        for variant in (cells, frozenset((r, -c) for r, c in cells)):
            top, side = min(r for r, _ in variant), min(c for _, c in variant)
            found.add(tuple(sorted((r - top, c - side) for r, c in variant)))
    return tuple(sorted(found))


def tile(width: int, height: int, pieces: str) -> tuple:
    cover = ExactCover(itertools.chain(pieces, itertools.product(range(height), range(width))))
    for name in pieces:
        for cells in orientations(PENTOMINOES[name]):
            for dr, dc in itertools.product(range(height), range(width)):
                placed = [(r + dr, c + dc) for r, c in cells]
                if all(r < height and c < width for r, c in placed):
                    cover.add_row((name, placed), [name, *placed])
    solutions = list(cover.solve())
    picture = [["?"] * width for _ in range(height)]
    for name, cells in solutions[0] if solutions else ():
        for r, c in cells:
            picture[r][c] = name
    return len(solutions), ["".join(line) for line in picture], cover.nodes


class Sat:
    """DPLL with unit propagation over clauses of non-zero ints."""

    def __init__(self, clauses: Sequence):
        self.clauses = [tuple(clause) for clause in clauses]
        self.watch = defaultdict(list)
        for clause in self.clauses:
            for literal in clause:
                self.watch[-literal].append(clause)
        self.decisions = 0

    def propagate(self, value: dict, queue: deque) -> bool:
        while queue:
            literal = queue.popleft()
            for clause in self.watch[literal]:
                free = None
                for other in clause:
                    state = value.get(abs(other))
                    if state is None:
                        if free is not None:
                            break
                        free = other
                    elif state == (other > 0):
                        break
                else:
                    if free is None:
                        return False
                    value[abs(free)] = free > 0
                    queue.append(free)
        return True

    def solve(self, value=None):
        value = {} if value is None else value
        open_clauses = [c for c in self.clauses if not any(value.get(abs(x)) == (x > 0) for x in c)]
        if not open_clauses:
            return value
        literal = next(x for x in min(open_clauses, key=lambda c: sum(abs(x) not in value for x in c)) if abs(x) not in value)
        for choice in (literal, -literal):
            self.decisions += 1
            trial = copy.copy(value)
            trial[abs(choice)] = choice > 0
            if self.propagate(trial, deque([choice])):
                result = self.solve(trial)
                if result is not None:
                    return result
        return None


def queens_clauses(n: int) -> Iterator[tuple]:
    name = lambda r, c: r * n + c + 1
    for i in range(n):
        yield tuple(name(i, c) for c in range(n))
        yield tuple(name(r, i) for r in range(n))
    for a, b in itertools.combinations(itertools.product(range(n), repeat=2), 2):
        if a[0] == b[0] or a[1] == b[1] or abs(a[0] - b[0]) == abs(a[1] - b[1]):
            yield (-name(*a), -name(*b))


class State(NamedTuple):
    tiles: tuple
    blank: int


@cache
def neighbours(place: int, width: int) -> tuple:
    r, c = divmod(place, width)
    return tuple(nr * width + nc for nr, nc in ((r - 1, c), (r + 1, c), (r, c - 1), (r, c + 1)) if 0 <= nr < width and 0 <= nc < width)


def distance(tiles: tuple, width: int) -> int:
    return sum(abs(i // width - t // width) + abs(i % width - t % width) for i, t in enumerate(tiles) if t)


def moves(state: State, width: int) -> Iterator[State]:
    for place in neighbours(state.blank, width):
        tiles = list(state.tiles)
        tiles[state.blank], tiles[place] = tiles[place], 0
        yield State(tuple(tiles), place)


def slide(start: State, width: int) -> tuple:
    heuristic = partial(distance, width=width)
    best, frontier, order = {start: 0}, [(heuristic(start.tiles), 0, start)], itertools.count(1)
    while frontier:
        estimate, _, state = heapq.heappop(frontier)
        steps = best[state]
        if heuristic(state.tiles) == 0:
            return steps, len(best)
        for following in moves(state, width):
            if steps + 1 < best.get(following, 1 << 30):
                best[following] = steps + 1
                heapq.heappush(frontier, (steps + 1 + heuristic(following.tiles), next(order), following))
    raise AssertionError("no way")


SUDOKUS = [
    "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79",
    "8..........36......7..9.2...5...7.......457.....1...3...1....68..85...1..9....4..",
    "..............3.85..1.2.......5.7.....4...1...9.......5......73..2.1........4...9",
    "11" + "." * 79,
]


def main(rounds: int) -> None:
    for puzzle in SUDOKUS[:2 + (rounds > 3)] + SUDOKUS[3:]:
        solution, count, nodes = solve_sudoku(puzzle)
        print(solution, count, nodes)
    count, picture, nodes = tile(7, 5, "ILPUVYN")
    print(count, nodes, *picture, sep=" ")
    for n in range(2, 5 + rounds):
        solver = Sat(list(queens_clauses(n)))
        model = solver.solve()
        places = "".join(str(next(c for c in range(n) if model.get(r * n + c + 1))) for r in range(n)) if model else "none"
        print("queens", n, places, solver.decisions)
    rng, ranking = random.Random(11), []
    for number in range(rounds):
        state = State(tuple(range(9)), 0)
        for _ in range(60):
            state = rng.choice(list(moves(state, 3)))
        steps, seen = slide(state, 3)
        insort(ranking, (steps, seen, number))
        print("slide", state.tiles, steps, seen)
    print("hardest", ranking[-1], "checksum", reduce(xor, map(itemgetter(1), ranking)))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
