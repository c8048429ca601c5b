#!/usr/bin/env python3
"""check.py SOURCE PROGRAM PLAIN: the program prints the lines that SOURCE says, in every mode, and without the plugin.

  // expect: TEXT             a line of the output
  // expect statistics: RE    by default, JITWRIGHT=stats says so
  // expect trace: RE         by default, the last trace of the log (after the last label) has a line that matches
  // expect no trace: RE      … has none
  // MODES: a b               more modes than the usual ones
"""
import os
import re
import subprocess
import sys

MODES = ["", "off", "loop_threshold:10", "hot", "guards,loop_threshold:20,guard_threshold:3", "hot,guards", "backend:reference,loop_threshold:50",
         "disable:peel", "disable:heap", "disable:integers+fold+guards+virtuals+heap+peel+dead_code", "hot,memory:20000"]

source, program, plain = sys.argv[1:4]
text = open(source).read()


def said(what):
    return [line.rstrip() for line in re.findall(r"^// %s: ?(.*)$" % what, text, re.M)]


def run(command, mode):
    environment = dict(os.environ, JITWRIGHT=mode + ",share:100")
    done = subprocess.run([command], capture_output=True, text=True, env=environment, timeout=110)
    return done.stdout.splitlines(), done.stderr, done.returncode


expected = said("expect")
problems = []
for command, mode in [(plain, "")] + [(program, mode + (",verify" if mode else "verify")) for mode in MODES + " ".join(said("MODES")).split()]:
    output, errors, code = run(command, mode)
    if output != expected or code != 0 or errors:
        problems.append("%s JITWRIGHT=%s ended with %d and printed\n  %s\n%s" % (command, mode, code, "\n  ".join(output), errors[-2000:]))
statistics = run(program, "stats")[1]
log = run(program, "log:-")[1]
body = log.split("after: ")[-1] if "after: " in log else log
body = body[body.rfind("label"):].split("machine code")[0]
for wanted in said("expect statistics"):
    if not re.search(wanted, statistics):
        problems.append("the statistics do not say %r:\n%s" % (wanted, statistics))
for wanted in said("expect trace"):
    if not re.search(wanted, body):
        problems.append("the last loop has no %r:\n%s" % (wanted, body))
for wanted in said("expect no trace"):
    if re.search(wanted, body):
        problems.append("the last loop has %r:\n%s" % (wanted, body))
for problem in problems:
    print(problem)
print("%d modes, %d problems" % (len(MODES) + 1, len(problems)))
sys.exit(bool(problems))
