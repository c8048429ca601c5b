"""warm_up_test.py PROGRAM: what is recorded for short programs, by what JITWRIGHT=stats counts: compiling takes its share of the time
only, and a large tree calls what has code of its own instead of recording it once more for each of its branches."""
import os
import re
import subprocess
import sys

RAY_TRACER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../languages/python/programs/ray_tracer.py")


# The work happens in native code that one iteration of the outer loop calls. For one of the arguments that is the iteration that is recorded.
IN_A_CALL = """
import sys
def work(x):
    total = 0
    for i in range(20000):
        total += i & x
    return total
def same(x):
    return x
for k in range(8):
    print(sorted([3, 5], key=work if k == int(sys.argv[1]) else same))
"""


def statistics(arguments, options):
    done = subprocess.run([sys.argv[1], *arguments], capture_output=True, text=True, timeout=300,
                          env=dict(os.environ, JITWRIGHT=options + ",stats"))
    return done.stdout, {name: float(value) for name, value in re.findall(r"^  (\w+) +([\d.]+)", done.stderr, re.M)}


def run(options):
    output, numbers = statistics([RAY_TRACER, "60"], options)
    return output, int(numbers.get("operations_recorded", 0))


failed = 0


def check(holds, what):
    global failed
    if not holds:
        failed += 1
        print("FAILED:", what)


expected, _ = run("off")
output, inlined = run("share:100,inlining:1000000")
check(output == expected, "everything inlined: output")
output, called = run("share:100")
check(output == expected, "usual inlining: output")
check(called < 0.9 * inlined, "branches do not record again what has code: %d, %d operations" % (called, inlined))
output, few = run("share:1")
check(output == expected, "little time to compile: output")
check(few < 0.6 * called, "little time, fewer operations: %d, %d" % (few, called))
output, _ = run("share:100,inlining:0")
check(output == expected, "nothing inlined that has code: output")
for iteration in range(7):
    output, numbers = statistics(["-c", IN_A_CALL, str(iteration)], "loop_threshold:1")
    check(output == "[3, 5]\n" * 8, "work in a call of iteration %d: output %s" % (iteration, output))
    check(numbers.get("loops", 0) == 2, "work in a call of iteration %d: its loop is compiled, too" % iteration)
print("failed" if failed else "passed")
sys.exit(1 if failed else 0)
