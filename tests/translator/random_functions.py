#!/usr/bin/env python3
"""Writes a C++ file with random functions for operations_main.cpp: random_functions.py SEED COUNT > functions.cpp

No function has undefined behaviour: arithmetic is unsigned, divisors are made non-zero, shift counts are masked.
"""
import random
import sys

TYPES = ["uint8_t", "uint16_t", "uint32_t", "uint64_t", "int8_t", "int16_t", "int32_t", "int64_t"]
WIDTH = {name: int("".join(c for c in name if c.isdigit())) for name in TYPES}


def unsigned(type_name):
    return type_name if type_name.startswith("u") else "u" + type_name


class Function:
    def __init__(self, rng, number):
        self.rng = rng
        self.number = number
        self.lines = []
        self.variables = [("a", "uint64_t"), ("b", "uint64_t")]
        self.count = 0

    def choose(self, *choices):
        return self.rng.choice(choices)

    def value(self, type_name, depth):
        rng = self.rng
        if depth == 0 or rng.random() < 0.15:
            if rng.random() < 0.25:
                return f"static_cast<{type_name}>({rng.choice([0, 1, 2, 3, 7, 255, 256, 65535, 1 << 31, (1 << 63), rng.getrandbits(64)])}ull)"
            return f"static_cast<{type_name}>({rng.choice(self.variables)[0]})"
        kind = rng.randrange(12)
        u, w = unsigned(type_name), WIDTH[type_name]
        x = self.value(type_name, depth - 1)
        y = self.value(type_name, depth - 1)
        if kind < 4:
            return f"static_cast<{type_name}>(uint64_t(static_cast<{u}>({x})) {self.choose('+', '-', '*', '&', '|', '^')} uint64_t(static_cast<{u}>({y})))"
        if kind == 4:
            return f"static_cast<{type_name}>(({x}) {self.choose('>>', '>>', '<<') if type_name[0] == 'u' else '>>'} (static_cast<unsigned>({y}) & {w - 1}))"
        if kind == 5:
            if type_name.startswith("u"):
                return f"static_cast<{type_name}>(({x}) {self.choose('/', '%')} (({y}) | 1))"
            return f"static_cast<{type_name}>((({x}) / 2) {self.choose('/', '%')} static_cast<{type_name}>((({y}) & 0x3f) + 1))"
        if kind == 6:
            return f"({self.condition(depth - 1)} ? {x} : {y})"
        if kind == 7:
            other = rng.choice(TYPES)
            return f"static_cast<{type_name}>({self.value(other, depth - 1)})"
        if kind == 8:
            return f"static_cast<{type_name}>({self.condition(depth - 1)})"
        if kind == 9:
            call = self.choose("__builtin_popcountll", "__builtin_bswap64", "helper_one", "helper_two")
            return f"static_cast<{type_name}>({call}(static_cast<uint64_t>({x})))"
        if kind == 10:
            return f"std::{self.choose('min', 'max')}<{type_name}>({x}, {y})"
        return f"static_cast<{type_name}>(static_cast<int64_t>(static_cast<double>(static_cast<int32_t>({x})) {self.choose('+', '-', '*')} 1.5))"

    def condition(self, depth):
        type_name = self.rng.choice(TYPES)
        text = f"({self.value(type_name, depth)} {self.choose('<', '<=', '>', '>=', '==', '!=')} {self.value(type_name, depth)})"
        if depth > 0 and self.rng.random() < 0.3:
            text = f"({text} {self.choose('&&', '||')} {self.condition(depth - 1)})"
        return text

    def statement(self, depth, indent):
        rng = self.rng
        pad = "  " * indent
        kind = rng.randrange(9)
        if kind < 3 or depth == 0:
            type_name = rng.choice(TYPES)
            name = f"v{self.count}"
            self.count += 1
            self.lines.append(f"{pad}{type_name} {name} = {self.value(type_name, 2)};")
            self.variables.append((name, type_name))
        elif kind < 5:
            self.assign(pad)
        elif kind == 5:
            self.lines.append(f"{pad}memory.words[static_cast<uint8_t>({self.value('uint8_t', 1)}) & 3] {self.choose('=', '+=', '^=')} {self.value('uint64_t', 2)};")
            self.lines.append(f"{pad}memory.small {self.choose('=', '+=')} {self.value('uint16_t', 1)};")
            self.lines.append(f"{pad}a ^= memory.words[b & 3] + memory.small;")
        elif kind == 6:
            self.block(f"{pad}if ({self.condition(2)}) {{", depth, indent)
            if rng.random() < 0.6:
                self.block(f"{pad}else {{", depth, indent)
        elif kind == 7:
            self.lines.append(f"{pad}switch (static_cast<{rng.choice(TYPES)}>({rng.choice(self.variables)[0]})) {{")
            for value in rng.sample(range(-2, 9), 4):
                self.block(f"{pad}  case {value if value >= 0 else abs(value) + 100}: {{", depth, indent + 1, self.choose("break;", "break;", "[[fallthrough]];"))
            self.lines.append(f"{pad}  default: break;")
            self.lines.append(f"{pad}}}")
        else:
            name = f"i{self.count}"
            self.count += 1
            self.block(f"{pad}for (unsigned {name} = 0; {name} < ({rng.choice(self.variables)[0]} & 3u); ++{name}) {{", depth, indent)

    def assign(self, pad):
        name, type_name = self.rng.choice(self.variables)
        self.lines.append(f"{pad}{name} = {self.value(type_name, 3)};")

    def block(self, head, depth, indent, tail=""):
        self.lines.append(head)
        kept = len(self.variables)
        for _ in range(self.rng.randrange(1, 4)):
            self.statement(depth - 1, indent + 1)
        if self.rng.random() < 0.1:
            self.lines.append("  " * (indent + 1) + f"return {self.value('uint64_t', 1)};")
        del self.variables[kept:]
        self.lines.append("  " * indent + "}" + (" " + tail if tail else ""))

    def text(self):
        for _ in range(self.rng.randrange(3, 9)):
            self.statement(2, 1)
        result = " ^ ".join(f"static_cast<uint64_t>({name}) * {i * 2 + 1}" for i, (name, _) in enumerate(self.variables))
        body = "\n".join(self.lines)
        return (f'extern "C" JW_UNROLL_SAFE __attribute__((noinline, used)) uint64_t op_random_{self.number}(uint64_t a, uint64_t b) {{\n'
                f"  Memory memory = {{{{1, 2, 3, 4}}, 5}};\n{body}\n  return ({result}) + memory.words[a & 3] + memory.small;\n}}\n")


def main():
    rng = random.Random(int(sys.argv[1]))
    print("#include <jitwright/jit.h>\n#include <algorithm>\n")
    print("namespace {\nstruct Memory { uint64_t words[4]; uint16_t small; };")
    print("__attribute__((noinline)) uint64_t helper_one(uint64_t x) { return x > 100 ? x * 3 : x ^ 0x55; }")
    print("JW_DONT_LOOK_INSIDE __attribute__((noinline)) uint64_t helper_two(uint64_t x) { return (x << 7 | x >> 57) + 1; }\n}\n")
    for number in range(int(sys.argv[2])):
        print(Function(rng, number).text())


main()
