"""Runs the sixteen programs against python3.11 and pypy3 on this machine, interleaved, and writes text, JSON and an SVG plot.

tools/bench [--quick] [--programs a,b] [--measure steady,wall,startup,memory,heap,pauses,off,plugin,instructions,promotion,recording,library,programs]
            [--rounds N] [--output FOLDER]

steady   seconds of one repetition once warm: each process repeats the program, the fastest half of the repetitions' median counts
wall     whole processes at the sizes that take CPython about 0.05, 0.2, 1 and 5 s
startup  `-c pass`
heap     languages/python/benchmarks/heap and the programs that allocate, at CPython's 1 s; nanoseconds for an object that is dropped
pauses   the collector's pauses with 500 MB alive, changed at random (bin/gc_bench)
memory   peak resident memory at CPython's 0.2 s size
off      jwpython with JITWRIGHT=off against CPython, at CPython's 0.2 s size
plugin   JITWRIGHT=off against jwpython-plain (the same source without the plugin)
instructions  of the same two, counted by valgrind: exact, at small sizes
promotion  a promotion that sees one value against one that sees sixteen evenly
library  re over a 10 MB text, json over a 10 MB document: seconds within the process
programs  the scripts of languages/python/programs, whole processes: as they are, and at sizes that take CPython about 5 s. PyPy 3.9 cannot run
         those with a match statement
recording  what compiling costs: time by stage, resume data, memory; recording against native interpretation
"""
import argparse
import json
import math
import os
import pathlib
import statistics
import subprocess
import sys
import time

import compile_costs
import exact_costs

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = ROOT / "languages/python/benchmarks"
SIZES = json.loads((pathlib.Path(__file__).parent / "sizes.json").read_text())
HEAP = {"binary_trees": 16, "linked_list": 6800, "heap/dict_churn": 900000, "heap/string_churn": 900000, "heap/graph_mutation": 2000000,
        "heap/keep_every_16th": 6000000}
LIBRARY = pathlib.Path(__file__).parent / "library.py"
SCRIPTS = ROOT / "languages/python/programs"
SCRIPT_SIZES = json.loads((pathlib.Path(__file__).parent / "script_sizes.json").read_text())
SECONDS = ["0.05", "0.2", "1", "5"]


def runner(name):
    release = ROOT / "build/release/bin"
    return {
        "cpython": (["/usr/bin/python3.11"], {}),
        "pypy": (["/usr/bin/pypy3"], {}),
        "jwpython": ([str(release / "jwpython")], {}),
        "off": ([str(release / "jwpython")], {"JITWRIGHT": "off"}),
        "plain": ([str(release / "jwpython-plain")], {}),
    }[name]


def run(name, arguments, timeout=300):
    """Returns (seconds, stdout, stderr); stdout None if it failed."""
    command, variables = runner(name)
    environment = dict(os.environ, **variables)
    start = time.perf_counter()
    process = subprocess.Popen(command + arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, cwd=PROGRAMS)
    try:
        out, err = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return float("inf"), None, "timed out"
    seconds = time.perf_counter() - start
    if process.returncode != 0:
        return seconds, None, err.decode(errors="replace")
    return seconds, out.decode(), err.decode()


def peak_memory(name, arguments):
    # A process counts the memory of the one it was forked from, too: that has to be smaller than what is measured.
    command, variables = runner(name)
    out = subprocess.run(["/usr/bin/time", "-f", "%M"] + command + arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                         cwd=PROGRAMS, env=dict(os.environ, **variables))
    return int(out.stderr.split()[-1])


def geometric_mean(values):
    values = [v for v in values if v and v != float("inf")]
    return math.exp(sum(map(math.log, values)) / len(values)) if values else float("nan")


class Progress:
    def __init__(self, total):
        self.total, self.done = total, 0

    def step(self, text):
        self.done += 1
        if sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K[%d/%d] %s" % (self.done, self.total, text))
            if self.done == self.total:
                sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def compare(programs, names, arguments_of, rounds, label, measure, command_of=lambda program: [program + ".py"]):
    """Interleaves the runners; returns {program: {name: median}}, checks that outputs agree."""
    progress = Progress(len(programs) * rounds * len(names))
    table = {}
    for program in programs:
        samples = {name: [] for name in names}
        expected = None
        for _ in range(rounds):
            for name in names:
                progress.step("%s %s %s" % (label, program, name))
                seconds, out, err = run(name, command_of(program) + arguments_of(program, name))
                if out is None:
                    print("%s %s %s failed: %s" % (label, program, name, err.strip().splitlines()[-1:] or ""), file=sys.stderr)
                    samples[name].append(float("nan"))
                    continue
                if expected is None:
                    expected = out
                elif out != expected:
                    print("%s %s %s: wrong output" % (label, program, name), file=sys.stderr)
                    samples[name].append(float("nan"))
                    continue
                samples[name].append(measure(seconds, err))
        table[program] = {name: statistics.median(values) for name, values in samples.items()}
    return table


def steady_seconds(_seconds, err):
    times = sorted(float(line) for line in err.split())
    return statistics.median(times[:max(1, len(times) // 2)])


def print_ratios(title, table, base, others):
    print("\n" + title)
    print("%-16s %10s" % ("", base + " s") + "".join("%12s" % name for name in others))
    ratios = {name: [] for name in others}
    for program, row in table.items():
        line = "%-16s %10.4f" % (program, row[base])
        for name in others:
            ratio = row[base] / row[name] if row[name] == row[name] and row[name] else float("nan")
            ratios[name].append(ratio if ratio == ratio else None)
            line += "%11.2fx" % ratio
        print(line)
    print("%-16s %10s" % ("geometric mean", "") + "".join("%11.2fx" % geometric_mean(ratios[name]) for name in others))
    print("%-16s %10s" % ("least", "") + "".join("%11.2fx" % min([r for r in ratios[name] if r] or [float("nan")]) for name in others))
    return {name: geometric_mean(ratios[name]) for name in others}


def plot(path, title, table, base, others):
    """Bars of speed-up over `base`, logarithmic, one group for each program."""
    programs = list(table)
    width, height, left, bottom = 60 * len(programs) + 80, 320, 50, 90
    top = max(2.0, max((row[base] / row[n] for row in table.values() for n in others if row[n] == row[n] and row[n]), default=2))
    low = 0.5
    y = lambda v: 20 + (height - 20) * (1 - math.log(max(v, low) / low) / math.log(top / low))
    colours = ["#7a9e7e", "#2f6690", "#d17a22"]
    parts = ['<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="11">'
             % (width, height + bottom), '<rect width="100%" height="100%" fill="white"/>',
             '<text x="%d" y="14" font-size="13">%s</text>' % (left, title)]
    tick = 0.5
    while tick <= top:
        parts.append('<line x1="%d" x2="%d" y1="%.1f" y2="%.1f" stroke="#ddd"/><text x="%d" y="%.1f" text-anchor="end">%g×</text>'
                     % (left, width, y(tick), y(tick), left - 4, y(tick) + 4, tick))
        tick *= 2
    for i, program in enumerate(programs):
        x = left + 10 + i * 60
        for k, name in enumerate(others):
            row = table[program]
            if row[name] != row[name] or not row[name]:
                continue
            v = row[base] / row[name]
            parts.append('<rect x="%.1f" y="%.1f" width="18" height="%.1f" fill="%s"><title>%s %s %.2f×</title></rect>'
                         % (x + 20 * k, y(v), height - y(v), colours[k], program, name, v))
        parts.append('<text transform="translate(%d,%d) rotate(-40)" text-anchor="end">%s</text>' % (x + 24, height + 14, program))
    for k, name in enumerate(others):
        parts.append('<rect x="%d" y="%d" width="10" height="10" fill="%s"/><text x="%d" y="%d">%s</text>'
                     % (left + 110 * k, height + bottom - 14, colours[k], left + 14 + 110 * k, height + bottom - 5, name))
    parts.append("</svg>")
    path.write_text("\n".join(parts))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", default=",".join(SIZES))
    parser.add_argument("--measure", default="steady,wall,startup,memory,off,plugin")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="one round, no 5 s sizes")
    parser.add_argument("--output", default=str(ROOT / "build/bench"))
    options = parser.parse_args()
    programs = options.programs.split(",")
    measures = options.measure.split(",")
    rounds = 1 if options.quick else options.rounds
    folder = pathlib.Path(options.output)
    folder.mkdir(parents=True, exist_ok=True)
    peers = [name for name in ("pypy",) if os.path.exists(runner(name)[0][0])]
    result = {}
    if "steady" in measures:
        repetitions = {"cpython": 5, "pypy": 100, "jwpython": 100}
        table = compare(programs, ["cpython"] + peers + ["jwpython"],
                        lambda p, name: [str(SIZES[p][0]), str(repetitions[name])], rounds, "steady", steady_seconds)
        print_ratios("Steady state, times faster than CPython 3.11", table, "cpython", peers + ["jwpython"])
        plot(folder / "steady.svg", "Steady state: times faster than CPython 3.11", table, "cpython", peers + ["jwpython"])
        result["steady"] = table
    if "wall" in measures:
        for k, seconds in enumerate(SECONDS[:3] if options.quick else SECONDS):
            table = compare(programs, ["cpython"] + peers + ["jwpython"], lambda p, _: [str(SIZES[p][k])],
                            rounds if k < 2 else 1, "wall " + seconds, lambda s, _: s)
            print_ratios("Whole process at CPython's %s s, times faster than CPython 3.11" % seconds, table, "cpython",
                         peers + ["jwpython"])
            plot(folder / ("wall_%s.svg" % seconds), "Whole process at CPython's %s s" % seconds, table, "cpython", peers + ["jwpython"])
            result["wall " + seconds] = table
    if "off" in measures:
        table = compare(programs, ["cpython", "off"], lambda p, _: [str(SIZES[p][1])], rounds, "off", lambda s, _: s)
        print_ratios("JIT off, times faster than CPython 3.11 (at least 0.83 wanted)", table, "cpython", ["off"])
        result["off"] = table
    if "plugin" in measures and os.path.exists(runner("plain")[0][0]):
        table = compare(programs, ["plain", "off"], lambda p, _: [str(SIZES[p][1])], max(rounds, 5), "plugin", lambda s, _: s)
        print_ratios("Plugin with the JIT off against no plugin (at least 0.98 wanted)", table, "plain", ["off"])
        result["plugin"] = table
    if "instructions" in measures:
        ratios = exact_costs.jit_off(runner("jwpython")[0], runner("plain")[0], programs, PROGRAMS)
        print("geometric mean %.3f, worst %.3f" % (geometric_mean(list(ratios.values())), max(ratios.values())))
        result["instructions"] = ratios
    if "promotion" in measures:
        result["promotion"] = exact_costs.promotion(runner("jwpython")[0])
    if "startup" in measures:
        print("\nStart-up, `-c pass`, median of 21")
        times = {}
        for name in ["cpython"] + peers + ["jwpython"]:
            times[name] = statistics.median(run(name, ["-c", "pass"])[0] for _ in range(21)) * 1000
            print("%-16s %7.2f ms" % (name, times[name]))
        result["startup"] = times
    if "heap" in measures:
        names = ["cpython"] + peers + ["jwpython"]
        table = compare(list(HEAP), names, lambda p, _: [str(HEAP[p])], rounds, "heap", lambda s, _: s)
        print_ratios("Allocation, whole process, times faster than CPython 3.11 (4 wanted)", table, "cpython", peers + ["jwpython"])
        result["heap"] = table
        objects = 2000000
        row = compare(["heap/keep_every_16th"], names, lambda p, _: [str(objects), "9"], 1, "keep", steady_seconds)["heap/keep_every_16th"]
        print("\nOne object of two fields, every sixteenth kept: "
              + ", ".join("%s %.2f ns" % (name, seconds / objects * 1e9) for name, seconds in row.items()))
        result["keep_every_16th"] = row
    if "pauses" in measures:
        subprocess.run([str(ROOT / "tools/build"), "release", "gc_bench"], check=True)
        print("\nPauses with 500 MB and more alive (99.9 % within 10 ms wanted)")
        for pattern in ("big_mutation", "big_shuffle"):
            subprocess.run([str(ROOT / "build/release/bin/gc_bench"), pattern], check=True)
    if "memory" in measures:
        print("\nPeak memory at CPython's 0.2 s, MiB")
        table = {}
        for program in programs:
            arguments = [program + ".py", str(SIZES[program][1])]
            table[program] = {name: peak_memory(name, arguments) / 1024 for name in ["cpython"] + peers + ["jwpython"]}
            print("%-16s" % program + "".join("%12.1f" % v for v in table[program].values()))
        print("geometric mean of jwpython/cpython: %.2f"
              % geometric_mean([row["jwpython"] / row["cpython"] for row in table.values() if row["jwpython"]]))
        result["memory"] = table
    if "library" in measures:
        table = compare(["re", "json_loads", "json_dumps"], ["cpython"] + peers + ["jwpython"], lambda p, _: [p], rounds, "library",
                        lambda _, err: float(err.split()[-1]), lambda _: [str(LIBRARY)])
        print_ratios("Library, 10 MB, times faster than CPython 3.11", table, "cpython", peers + ["jwpython"])
        result["library"] = table
    if "programs" in measures:
        for title in ["as they are"] if options.quick else ["as they are", "at CPython's 5 s"]:
            table = compare(list(SCRIPT_SIZES), ["cpython"] + peers + ["jwpython"],
                            lambda p, _: [] if title == "as they are" else [str(SCRIPT_SIZES[p])], rounds, "programs", lambda s, _: s,
                            lambda p: [str(SCRIPTS / (p + ".py"))])
            print_ratios("Scripts that use the library, %s, times faster than CPython 3.11" % title, table, "cpython", peers + ["jwpython"])
            result["programs " + title] = table
    if "recording" in measures:
        result["recording"] = compile_costs.measure(runner("jwpython")[0], programs, SIZES, PROGRAMS)
    (folder / "bench.json").write_text(json.dumps(result, indent=1))
    print("\nwritten: %s/bench.json and plots" % folder)


main()
