"""run_benchmarks.py PROGRAM: each benchmark at a small size prints in every mode what CPython prints."""
import os
import pathlib
import subprocess
import sys

FOLDER = pathlib.Path(__file__).resolve().parents[3] / "languages/python/benchmarks"
SIZES = {"mandelbrot": 40, "nbody": 200, "spectral_norm": 20, "fannkuch": 1, "sieve": 5000, "matmul": 20, "fib": 16, "nqueens": 1,
         "scheduler": 300, "constraints": 5, "json_parser": 2, "binary_trees": 6, "linked_list": 4, "word_count": 1, "pidigits": 60,
         "generators": 3000, "heap/dict_churn": 3000, "heap/string_churn": 2000, "heap/graph_mutation": 2000, "heap/keep_every_16th": 3000}
MODES = ["off", "", "hot", "hot,guards", "loop_threshold:20,guards,guard_threshold:5", "hot,gc:40", "hot,memory:60000", "loop_threshold:20,guard_threshold:5,memory:60000", "backend:reference,loop_threshold:20",
         "disable:peel,hot", "disable:virtuals,hot", "disable:heap,hot", "disable:integers+fold+guards,hot"]


def run(command, name, variables):
    environment = dict(os.environ, **variables)
    done = subprocess.run(command + [name + ".py", str(SIZES[name])], capture_output=True, text=True, cwd=FOLDER, env=environment, timeout=120)
    return done.stdout if done.returncode == 0 else "exit status %d: %s" % (done.returncode, done.stderr[-300:])


passed = failed = 0
for name in SIZES:
    expected = run(["/usr/bin/python3.11"], name, {})
    for mode in MODES:
        actual = run([sys.argv[1]], name, {"JITWRIGHT": mode + ",share:100"})
        if actual == expected and expected:
            passed += 1
        else:
            failed += 1
            print("FAILED: JITWRIGHT=%s %s: %s" % (mode, name, actual[:300]))
print("%d passed, %d failed" % (passed, failed))
sys.exit(1 if failed or not passed else 0)
