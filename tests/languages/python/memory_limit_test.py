"""memory_limit_test.py PROGRAM: compiled code and what belongs to it stays within JITWRIGHT=memory:N, by what JITWRIGHT=stats counts."""
import os
import re
import subprocess
import sys
import tempfile

MANY_LOOPS = """
total = 0
for k in range(%d):
    names = {}
    exec("def f(n):\\n    t = 0\\n    for i in range(n):\\n        t += i & %%d\\n    return t" %% k, names)
    total += names["f"](60)
print(total)
"""
BRANCHES = """
lines = ["def f(s, n):", "    t = 0", "    for i in range(n):", "        s = (s * 1103515245 + 12345) & 0x7fffffff"]
for k in range(16):
    lines += ["        if s & %d:" % (1 << (k + 8)), "            t += %d" % k, "        else:", "            t ^= i"]
names = {}
exec("\\n".join(lines + ["    return t & 0xffffffff"]), names)
print(names["f"](1, 6000))
"""


def run(source, options):
    with tempfile.NamedTemporaryFile("w", suffix=".py") as script:
        script.write(source)
        script.flush()
        done = subprocess.run([sys.argv[1], script.name], capture_output=True, text=True, timeout=300,
                              env=dict(os.environ, JITWRIGHT=options + ",stats"))
    return done.stdout, {name: int(value) for name, value in re.findall(r"^  (\w+) +(\d+)  ", done.stderr, re.M)}


failed = 0


def check(holds, what):
    global failed
    if not holds:
        failed += 1
        print("FAILED:", what)


loops = MANY_LOOPS % 3000
expected, _ = run(loops, "off")
output, counts = run(loops, "loop_threshold:20,memory:300000,share:100")
check(output == expected, "many loops: %r instead of %r" % (output, expected))
check(counts["reclamations"] > 0 and counts["pieces_dropped"] > 0, "many loops: code is given up: %s" % counts)
check(counts["memory_peak"] < 330000, "many loops: memory is limited: %s" % counts)
check(counts["loops"] < 1500, "many loops: what is not worth it is not compiled for ever: %s" % counts)

output, counts = run(loops, "loop_threshold:20")
check(output == expected, "loops run once: %r instead of %r" % (output, expected))
check(counts["loops"] < 1000 and counts["reclamations"] == 0, "loops run once: thresholds rise before memory is full: %s" % counts)

expected, _ = run(BRANCHES, "off")
output, counts = run(BRANCHES, "loop_threshold:20,guard_threshold:2,memory:100000,share:100")
check(output == expected, "branches: %r instead of %r" % (output, expected))
check(counts["reclamations"] > 0 and counts["memory_peak"] < 130000, "branches: memory is limited: %s" % counts)

output, counts = run(BRANCHES, "loop_threshold:20,guard_threshold:2,share:100")
check(output == expected and counts["reclamations"] == 0 and counts["memory_peak"] < 10000000, "branches: within the usual limit: %s" % counts)
print("failed" if failed else "passed")
sys.exit(1 if failed else 0)
