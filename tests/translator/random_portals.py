#!/usr/bin/env python3
"""Writes a C++ program with random portals: random_portals.py SEED COUNT > portals.cpp. It prints one line for each portal and input; with
and without the plugin the lines must be the same."""
import random
import sys


class Portal:
    def __init__(self, rng, number):
        self.rng, self.number = rng, number
        self.locals = [f"x{i}" for i in range(rng.randrange(1, 5))]
        self.memory = [f"m{i}" for i in range(rng.randrange(0, 3))]
        self.lines = []

    def value(self):
        rng = self.rng
        kind = rng.randrange(7)
        if kind == 0:
            return str(rng.randrange(1, 100))
        if kind == 1 and self.memory:
            return rng.choice(self.memory)
        if kind == 2:
            return "code[pc & 15]"
        if kind == 3:
            return f"({rng.choice(self.locals)} {rng.choice(['+', '-', '*', '^', '&'])} {rng.choice(self.locals)})"
        return rng.choice(self.locals)

    def condition(self):
        return f"({self.value()} & {self.rng.choice([1, 3, 7])}) {self.rng.choice(['==', '!=', '<'])} {self.rng.randrange(0, 4)}u"

    def work(self, pad):
        rng = self.rng
        kind = rng.randrange(6)
        if kind == 0 and self.memory:
            return f"{pad}touch(&{rng.choice(self.memory)}, {self.value()});"
        if kind == 1:
            return f"{pad}{{ uint64_t t = {self.value()}; touch(&t, {self.value()}); {rng.choice(self.locals)} ^= t; }}"
        if kind == 2:
            return f"{pad}if ({self.condition()}) {rng.choice(self.locals)} += {self.value()};"
        if kind == 3:
            return f"{pad}{{ Guard guard(&guards); {rng.choice(self.locals)} += guards; if ({self.condition()}) touch(&guards, 0); }}"
        return f"{pad}{rng.choice(self.locals)} {rng.choice(['=', '+=', '^='])} {self.value()};"

    def leave(self, pad):
        if self.rng.random() < 0.5 or not self.in_loop_with_exit:
            return f"{pad}if (--budget == 0) return {self.result()};"
        return f"{pad}if (--budget == 0) break;"

    def result(self):
        return " ^ ".join(f"{name} * {2 * i + 3}" for i, name in enumerate(self.locals + self.memory + ["guards"])) + " + pc"

    def enter(self, pad):
        rng = self.rng
        lines = [f"{pad}pc = ({self.value()}) & 15;"]
        if rng.random() < 0.3:
            lines.append(f"{pad}if ({self.condition()}) JW_CAN_ENTER_JIT(driver, pc, code);")
        else:
            lines.append(f"{pad}JW_CAN_ENTER_JIT(driver, pc, code);")
        if rng.random() < 0.3 and self.after_enter:
            lines.append(self.work(pad))
        lines.append(f"{pad}{rng.choice(['break', 'break', 'continue'])};" if self.in_switch else "")
        return "\n".join(lines)

    def text(self):
        rng = self.rng
        self.in_loop_with_exit = self.in_switch = False
        self.after_enter = True
        out = [f"__attribute__((noinline)) uint64_t portal_{self.number}(const uint8_t* code, uint64_t seed) {{"]
        out.append("  uint32_t pc = 0; uint64_t guards = 0; int budget = 300;")
        out += [f"  uint64_t {name} = seed + {i};" for i, name in enumerate(self.locals + self.memory)]
        if rng.random() < 0.5:
            out.append(self.work("  "))
        if rng.random() < 0.4:
            out.append("  JW_CAN_ENTER_JIT(driver, pc, code);")
        if rng.random() < 0.3:
            out.append(self.work("  "))
        head = rng.choice(["for (;;) {", "while (budget > 5) {", "for (; budget > 3; ++x0) {", "do {"])
        self.in_loop_with_exit = True
        out.append("  " + head)
        if rng.random() < 0.3:
            out.append(self.work("    "))
        out.append("    JW_MERGE_POINT(driver, pc, code);")
        out.append(self.leave("    "))
        out.append("    switch (code[pc & 15] & 7) {")
        self.in_switch = True
        self.in_loop_with_exit = False
        for op in range(8):
            out.append(f"      case {op}: {{")
            for _ in range(rng.randrange(1, 3)):
                out.append(self.work("        "))
            if rng.random() < 0.4:
                out.append(self.enter("        "))
            else:
                out.append("        pc = (pc + 1) & 15;\n        " + rng.choice(["break;", "break;", "continue;"]))
            out.append("      }")
        out.append("    }")
        self.in_switch = False
        if rng.random() < 0.4:
            out.append(self.work("    "))
        if rng.random() < 0.3:
            out.append(f"    if ({self.condition()}) continue;\n    " + self.work(""))
        out.append("  }" if head != "do {" else "  } while (budget > 4);")
        out.append(f"  return {self.result()} + 1;\n}}\n")
        return "\n".join(out)


def main():
    rng = random.Random(int(sys.argv[1]))
    count = int(sys.argv[2])
    print("#include <jitwright/jit.h>\n#include <stdio.h>\n")
    print("[[maybe_unused]] static jw::Driver driver{\"random\"};")
    print("__attribute__((noinline)) JW_DONT_LOOK_INSIDE static void touch(uint64_t* x, uint64_t by) { *x = *x * 3 + by; }")
    print("struct Guard { uint64_t* count; explicit Guard(uint64_t* c) : count(c) { ++*c; } ~Guard() { --*count; } };\n")
    for number in range(count):
        print(Portal(rng, number).text())
    code = ", ".join(str(rng.randrange(256)) for _ in range(16))
    print(f"int main() {{\n  static const uint8_t code[16] = {{{code}}};\n  for (uint64_t seed = 0; seed < 6; ++seed) {{")
    for number in range(count):
        print(f"    printf(\"{number} %llx\\n\", (unsigned long long)portal_{number}(code, seed * 77));")
    print("  }\n}")


main()
