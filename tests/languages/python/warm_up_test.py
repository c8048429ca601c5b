"""warm_up_test.py PROGRAM: what is recorded for short programs, by what JITWRIGHT=stats counts: compiling takes its share of the time
only, and a large tree calls what has code of its own instead of recording it once more for each of its branches."""
import os
import re
import subprocess
import sys

RAY_TRACER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../languages/python/programs/ray_tracer.py")


def run(options):
    done = subprocess.run([sys.argv[1], RAY_TRACER, "24"], capture_output=True, text=True, timeout=300,
                          env=dict(os.environ, JITWRIGHT=options + ",stats"))
    found = re.search(r"^  operations_recorded +(\d+)", done.stderr, re.M)
    return done.stdout, int(found.group(1)) if found else 0


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
print("failed" if failed else "passed")
sys.exit(1 if failed else 0)
