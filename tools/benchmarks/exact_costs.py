"""Costs that do not depend on what else the machine does, or that compare two loops of one process. Parts of tools/bench."""
import os
import re
import subprocess
import tempfile

SMALL = {"binary_trees": 9, "constraints": 90, "fannkuch": 1, "fib": 22, "generators": 28000, "json_parser": 19, "linked_list": 32, "mandelbrot": 70,
         "matmul": 50, "nbody": 1600, "nqueens": 6, "pidigits": 300, "scheduler": 900, "sieve": 50000, "spectral_norm": 35, "word_count": 22}


def instructions(command, environment=None, folder=None):
    """Instructions of a whole process, counted by callgrind; None if it failed."""
    with tempfile.NamedTemporaryFile(suffix=".callgrind") as out:
        done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=" + out.name, *command], capture_output=True, text=True,
                              cwd=folder, env=dict(os.environ, PYTHONHASHSEED="0", **(environment or {})))
        found = re.search(r"Collected : (\d+)", done.stderr)
        return int(found.group(1)) if done.returncode == 0 and found else None


def jit_off(jwpython, plain, programs, folder):
    """Instructions of the programs with the JIT off and without the plugin, what starting costs taken out. {program: ratio}"""
    print("\nInstructions with JITWRIGHT=off, 1 = without the plugin (geometric mean at most 1.02 wanted, worst 1.05)")
    with tempfile.TemporaryDirectory() as stripped:
        binaries = []
        for number, binary in enumerate((jwpython, plain)):
            binaries.append([os.path.join(stripped, str(number))])
            subprocess.run(["strip", "-g", "-o", binaries[-1][0], binary[0]], check=True)  # valgrind does not read this debug information
        return compare_instructions(binaries, programs, folder)


def compare_instructions(binaries, programs, folder):
    def count(binary, arguments):
        return instructions([*binary, *arguments], {"JITWRIGHT": "off"}, folder)
    starts = [count(binary, ["-c", "pass"]) for binary in binaries]
    print("%-16s %14d %14d %8.3f" % ("starting", *starts, starts[0] / starts[1]))
    ratios = {}
    for program in programs:
        totals = [count(binary, [program + ".py", str(SMALL[program])]) for binary in binaries]
        if None in totals:
            print("%-16s failed" % program)
            continue
        off, without = (total - start for total, start in zip(totals, starts))
        ratios[program] = off / without
        print("%-16s %14d %14d %8.3f" % (program, off, without, ratios[program]), flush=True)
    return ratios


PROMOTION = """
import time
kinds = [type("Kind%d" % k, (), {"weight": lambda self, k=k: k}) for k in range(16)]
def run(things, n):
    total = 0
    for i in range(n):
        total += things[i * 7 & 15].weight()
    return total
def best(things):
    run(things, 300000)
    times = []
    for _ in range(15):
        start = time.perf_counter()
        run(things, 300000)
        times.append(time.perf_counter() - start)
    return min(times) / 300000
one = best([kinds[3]() for _ in range(16)])
many = best([kind() for kind in kinds])
print(one * 1e9, many * 1e9)
"""


def promotion(jwpython):
    """A method call that sees one class, and one that sees sixteen evenly: nanoseconds each. Two processes, so that one loop does not use the other's code."""
    script = PROMOTION.strip()
    pairs = []
    for _ in range(5):
        values = []
        for which in ("one", "many"):
            text = re.sub(r"^%s = .*$" % ("many" if which == "one" else "one"), "%s = 0" % ("many" if which == "one" else "one"), script, flags=re.M)
            done = subprocess.run([*jwpython, "-c", text], capture_output=True, text=True)
            values.append(float(done.stdout.split()[which == "many"]))
        pairs.append(values)
    one, many = min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)
    print("\nA method call of one class %.2f ns, of sixteen classes evenly %.2f ns: %.2f times (at most 2 wanted)" % (one, many, many / one))
    return {"one": one, "sixteen": many}
