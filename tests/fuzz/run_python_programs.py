#!/usr/bin/python3
"""Random Python programs must print the same interpreted and compiled.

  run_python_programs.py PROGRAM                      the programs of seeds 1 to --count (8)
  run_python_programs.py PROGRAM --forever [--first N]  without end, in more modes; seed, mode and program of each difference go to --keep
  run_python_programs.py PROGRAM --seed N --mode MODE [--print | --reduce]   one program; its text; the smallest part of it that still differs

The reference is the interpreter, JITWRIGHT=off. The mode `cpython` compares that with CPython.
"""
import argparse
import ast
import itertools
import os
import random
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import python_program

MODES = ["loop_threshold:7,guard_threshold:3,share:100", "hot", "hot,guards"]
MORE_MODES = ["hot,guards,seed:{}", "loop_threshold:5,guard_threshold:2,share:100,guards,seed:{}", "loop_threshold:3,guard_threshold:2,share:100",
              "loop_threshold:20,guard_threshold:20,share:100", "hot,gc:17", "hot,guards,gc:31,seed:{}", "hot,memory:60000", "hot,backend:reference", "hot,verify",
              "loop_threshold:5,guard_threshold:2,share:100,memory:60000", "hot,inlining:30", "hot,trace_limit:300", "hot,disable:peel", "hot,disable:virtuals",
              "hot,disable:heap", "hot,disable:integers", "hot,disable:ask_ahead", "hot,disable:fold", "hot,disable:guards"]
CPYTHON = "/usr/bin/python3.11"
TIMEOUT = 60


def run(command, path, mode):
    """What the program prints and how it ends; None if that takes too long."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("JITWRIGHT")}
    environment.update(JITWRIGHT=mode, PYTHONDONTWRITEBYTECODE="1", PYTHONWARNINGS="ignore")
    try:
        done = subprocess.run([command, path], capture_output=True, env=environment, timeout=TIMEOUT, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return None
    last = done.stderr.decode(errors="replace").rstrip("\n").split("\n")[-1]
    return done.stdout.decode(errors="surrogateescape"), done.returncode, last


def difference(expected, got):
    if got is None:
        return f"still running after {TIMEOUT} s"
    lines = itertools.zip_longest(expected[0].split("\n"), got[0].split("\n"))
    for number, (wanted, line) in enumerate(lines, 1):
        if wanted != line:
            return f"line {number}: expected {wanted!r}, got {line!r}" + (f"; exit status {got[1]}: {got[2]}" if got[1] != expected[1] else "")
    return None if got[1:] == expected[1:] else f"exit status {got[1]} instead of {expected[1]}: {got[2]}"


def check(program, text, modes):
    """Pairs of a mode and what it did wrong."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "program.py")
        with open(path, "w") as file:
            file.write(text)
        expected = run(program, path, "off")
        if expected is None:
            return []
        wrong = [(mode, difference(run(CPYTHON, path, ""), expected) if mode == "cpython" else difference(expected, run(program, path, mode))) for mode in modes]
        return [(mode, why) for mode, why in wrong if why]


def reduce(text, differs):
    """Leaves statements out as long as the program still differs."""
    def bodies(tree):
        for node in ast.walk(tree):
            for name in ("body", "orelse", "finalbody", "handlers"):
                if isinstance(getattr(node, name, None), list):
                    yield getattr(node, name)

    tree, done = ast.parse(text), False
    while not done:
        done = True
        for body in list(bodies(tree)):
            size = len(body)
            while size:
                at = 0
                while at < len(body):
                    kept = body[:]
                    del body[at:at + size]
                    try:
                        smaller = ast.unparse(ast.fix_missing_locations(tree))
                        compile(smaller, "", "exec")
                        if differs(smaller):
                            done = False
                            continue
                    except (SyntaxError, IndexError, ValueError):
                        pass
                    body[:] = kept
                    at += size
                size //= 2
    return ast.unparse(tree)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("program")
    options.add_argument("--count", type=int, default=8)
    options.add_argument("--first", type=int, default=1)
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--forever", action="store_true")
    options.add_argument("--keep", default=".")
    options.add_argument("--seed", type=int)
    options.add_argument("--mode")
    options.add_argument("--print", action="store_true")
    options.add_argument("--reduce", action="store_true")
    options = options.parse_args()
    if options.seed is not None:
        text = python_program.make(options.seed)
        if options.print:
            return print(text)
        modes = [options.mode] if options.mode else MODES
        if options.reduce:
            if not check(options.program, text, modes):
                sys.exit("no difference")
            return print(reduce(text, lambda smaller: check(options.program, smaller, modes)))
        options.first, options.count = options.seed, 1
    failed = 0

    def one(seed):
        choice = random.Random(seed)
        modes = [options.mode] if options.mode else MODES
        if options.forever:
            modes = MODES + [mode.format(seed) for mode in choice.sample(MORE_MODES, 3)] + ["cpython"]
        return seed, check(options.program, python_program.make(seed), modes)

    with ThreadPoolExecutor(options.jobs) as pool:
        seeds = iter(itertools.count(options.first) if options.forever else range(options.first, options.first + options.count))
        while batch := list(itertools.islice(seeds, 64)):
            for seed, wrong in pool.map(one, batch):
                for mode, why in wrong:
                    failed += 1
                    print(f"seed {seed}, mode {mode}: {why}", flush=True)
                    if options.forever:
                        with open(os.path.join(options.keep, f"python_program_{seed}.py"), "w") as file:
                            file.write(f"# JITWRIGHT={mode}: {why}\n{python_program.make(seed)}")
            if options.forever:
                print(f"up to seed {batch[-1]}: {failed} differences", flush=True)
    print(f"{options.count} programs, {failed} differences")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
