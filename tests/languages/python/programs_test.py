#!/usr/bin/python3
"""The programs of languages/python/programs print what they print under CPython. programs_test.py PROGRAM [JITWRIGHT=hot …]"""
import difflib
import os
import subprocess
import sys

program = os.path.abspath(sys.argv[1])
settings = dict(setting.split("=", 1) for setting in sys.argv[2:])
folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../languages/python/programs")
sizes = {"bank_simulation": "300", "cache_workbench": "500", "puzzle_solver": "1", "ray_tracer": "16", "text_statistics": "600"}


def run(command, environment):
    variables = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "JITWRIGHT"))}
    done = subprocess.run(command, capture_output=True, env={**variables, "PYTHONDONTWRITEBYTECODE": "1", **environment}, timeout=300)
    return done.stdout.decode(errors="replace") + (f"exit status {done.returncode}\n{done.stderr.decode(errors='replace')}" if done.returncode else "")


if "exit status" in run([program, "-c", "import dataclasses, logging, csv, tempfile, threading, contextvars"], settings):
    print("the library's modules cannot be imported yet")
    sys.exit(77)
failed = 0
names = sorted(name[:-3] for name in os.listdir(folder) if name.endswith(".py"))
for name in names:
    arguments = [os.path.join(folder, name + ".py")] + ([sizes[name]] if name in sizes else [])
    wanted, got = run(["/usr/bin/python3.11", *arguments], {}), run([program, *arguments], settings)
    if wanted != got:
        failed += 1
        print(f"{name}:")
        print(*list(difflib.unified_diff(wanted.split("\n"), got.split("\n"), "CPython", "here", lineterm="", n=1))[:30], sep="\n")
print(f"{len(names) - failed} passed, {failed} failed")
sys.exit(1 if failed else 0)
