"""What compiling costs, from JITWRIGHT=stats and one generated program. Part of tools/bench --measure recording."""
import os
import re
import subprocess
import tempfile

LINES = 60


def stats(command, options, **keywords):
    """Returns ({name: number}, stderr)."""
    done = subprocess.run(command, capture_output=True, text=True, env=dict(os.environ, JITWRIGHT=options), **keywords)
    return {name.strip(): float(value) for name, value in re.findall(r"^  ([\w :]+?) +([\d.]+)(?:  |$)", done.stderr, re.M)}, done.stderr


def recording_ratio(command):
    """Seconds to record one iteration of a straight loop over seconds to interpret it. What only the first recording costs (reading the
    jitcode of what is traced) is left out: the difference of a program with six such loops to one with a single loop counts."""
    body = "".join("        a = b + %d\n        b = c.x + a\n        c.x = b & 1023\n" % i for i in range(LINES))
    source = ("import sys, time\nclass C:\n    def __init__(self):\n        self.x = 1\nbest = 1e9\nfor k in range(int(sys.argv[1])):\n"
              "    names = {}\n    exec(%r, names)\n    for repetition in range(10):\n        start = time.process_time()\n"
              "        names['f'](40, C())\n        best = min(best, (time.process_time() - start) / 40)\n"
              "sys.stderr.write('iteration %%.9f\\n' %% best)\n") % ("def f(n, c):\n    a = b = 1\n    for i in range(n):\n" + body + "    return a\n")
    with tempfile.NamedTemporaryFile("w", suffix=".py") as script:
        script.write(source)
        script.flush()
        _, err = stats([*command, script.name, "4"], "off")
        iteration = float(re.search(r"iteration ([\d.]+)", err).group(1))
        one, six = (min((stats([*command, script.name, count], "stats,share:100,loop_threshold:90,guard_threshold:100000")[0] for _ in range(5)),
                        key=lambda numbers: numbers["recording"]) for count in ("1", "6"))
    traces = (six["loops"] + six["entries"]) - (one["loops"] + one["entries"])
    return (six["recording"] - one["recording"]) * 1e-3 / max(traces, 1) / iteration


def measure(command, programs, sizes, folder):
    """Prints the costs of each program; returns {program: {name: number}}."""
    print("\nCompiling, at CPython's 0.2 s: microseconds for each 500 recorded operations; bytes")
    print("%-16s %10s %10s %10s %14s %14s" % ("", "recording", "optimising", "assembling", "resume/guard", "memory"))
    table = {}
    for program in programs:
        numbers, _ = stats([*command, program + ".py", str(sizes[program][1])], "stats", cwd=folder)
        scale = 500 / max(numbers["operations_recorded"], 1) * 1e3
        table[program] = {"recording": numbers["recording"] * scale, "optimising": numbers["optimizing"] * scale,
                          "assembling": numbers["assembling"] * scale, "resume": numbers["resume bytes a guard"],
                          "guards": numbers["guards_compiled"], "memory": numbers["memory_peak"]}
        print("%-16s %10.0f %10.0f %10.0f %14.1f %14.0f" % (program, *(table[program][k] for k in
              ("recording", "optimising", "assembling", "resume", "memory"))))
    guards = sum(row["guards"] for row in table.values())
    print("resume data, all guards of all programs: %.1f bytes a guard"
          % (sum(row["resume"] * row["guards"] for row in table.values()) / max(guards, 1)))
    ratio = recording_ratio(command)
    print("recording a loop of %d statements: %.1f times its native interpretation" % (3 * LINES, ratio))
    table["recording ratio"] = ratio
    return table
