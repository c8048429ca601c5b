"""Compares the optimised loop of each program beside it with what is pinned: run_traces.py --program JWPYTHON [--update] [NAME…].

A program defines `loop(n)`; what is compared is the peeled body of the loop compiled first in it. NAME.trace holds its operations: values
numbered from 0, addresses as `ptr`, without what only exits need. Lines that start with `#` are comments and are kept by --update.
"""
import argparse
import difflib
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))


def optimised_loop(log):
    """The lines of the first piece recorded in `loop`, from its last label on."""
    lines = log.splitlines()
    start = None
    for i, line in enumerate(lines):
        if line.startswith("=== recording ") and re.search(r" in loop(,|$)", line):
            start = i
        if start is not None and i > start and line.startswith("--- piece"):
            end = next(k for k in range(i, len(lines)) if lines[k].startswith("--- machine code"))
            piece = lines[i + 1:end]
            labels = [k for k, text in enumerate(piece) if text.startswith("label ")]
            if piece[-1].startswith("jump "):
                return piece[labels[-1]:]
            start = None
    return None


def normalised(lines):
    numbers = {}

    def number(match):
        return "%" + str(numbers.setdefault(match.group(1), len(numbers)))

    result = []
    named_by_number = set()  # values that are kinds of objects or versions of classes: their numbers are nobody's business
    for line in lines:
        if line.startswith("debug_merge_point"):
            place = line.partition("; ")[2]
            result.append("; " + re.sub(r"^\S+?:", "", place))
            continue
        line = re.sub(r"\s*; .*", "", line)
        line = re.sub(r"\s*\[[^\]]*\] resume \d+", "", line)
        line = re.sub(r"\b0x[0-9a-f]{7,}(:ptr)?", "ptr", line)
        line = re.sub(r'\{"(?:python::|jitwright::)?([^"]*)"[^}]*\}', r"{\1}", line)
        line = re.sub(r'call (\S+ )?"(?:python::|jitwright::)?([^("]*)[^"]*"', r'call \1\2', line)
        line = re.sub(r"call (\S+ )?\$\d+", r"call \1unnamed", line)  # a function behind a pointer, by its number in the program
        line = re.sub(r"(?<![\w-])(\d{11,})\b", lambda m: "ptr" if int(m.group(1)) < 1 << 47 and int(m.group(1)) > 1 << 40 else m.group(1), line)
        definition = re.match(r"(%\d+) = load .*\{(Header\.0|Type\.3)\}", line)
        if definition:
            named_by_number.add(definition.group(1))
        used = re.findall(r"%\d+", line.partition(" = ")[2] or line)
        if any(each in named_by_number for each in used):
            line = re.sub(r", \d+(:i32)?$", ", number", line)
        line = re.sub(r"\$\d+ ", "", line)
        line = re.sub(r"(lookup_in_type|find_attribute|is_subtype_at) ptr, ptr, \d+", r"\1 ptr, ptr, number", line)
        line = re.sub(r"^(store %\d+), \d+(:i32 .*\{Header\.0\})", r"\1, number\2", line)
        result.append(re.sub(r"%(\d+)", number, line))
    # Several places in a row that left no operation say nothing.
    return [line for k, line in enumerate(result) if not (line.startswith(";") and (k + 1 == len(result) or result[k + 1].startswith(";")))]


def run(program, name):
    with tempfile.NamedTemporaryFile(suffix=".log") as log:
        environment = dict(os.environ, JITWRIGHT="share:100,log:" + log.name)
        done = subprocess.run([program, os.path.join(HERE, name + ".py")], env=environment, capture_output=True, text=True, timeout=120)
        if done.returncode != 0:
            return ["the program failed: " + done.stderr]
        loop = optimised_loop(log.read().decode())
        return normalised(loop) if loop else ["no loop was compiled"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    names = options.names or sorted(each[:-3] for each in os.listdir(HERE) if each.endswith(".py") and each != "run_traces.py")
    failed = 0
    for name in names:
        path = os.path.join(HERE, name + ".trace")
        pinned = open(path).read().splitlines() if os.path.exists(path) else []
        comments = [line for line in pinned if line.startswith("#")]
        expected = [line for line in pinned if not line.startswith("#")]
        found = run(options.program, name)
        if options.update:
            with open(path, "w") as out:
                out.write("\n".join(comments + found) + "\n")
        elif found != expected:
            failed += 1
            print("\n".join(difflib.unified_diff(expected, found, name + ".trace", "now", lineterm="")))
    print("%d programs, %d differ" % (len(names), failed))
    return 1 if failed else 0


sys.exit(main())
