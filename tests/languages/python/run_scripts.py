#!/usr/bin/python3
"""Runs every script of a folder under several modes and compares what it prints with its own `# expect:` lines.

  run_scripts.py --program build/release/bin/jwpython [--plain build/release/bin/jwpython-plain] [--scripts DIR] [--filter TEXT] MODE...

A MODE is `plain` (the interpreter built without the plugin), or settings for the environment such as JITWRIGHT=off, JITWRIGHT=hot,
JITWRIGHT=guards. In a script `# expect: TEXT` is one line of standard output, in order; `# expect stderr: TEXT` likewise of standard error
(all of it, if there is such a line); `# expect error: TEXT` the last line of standard error, with exit status 1 unless `# expect status: N` says otherwise; `# arguments: A B` are passed on, `# options: -X b` are the interpreter's; `# input: TEXT` is a line of standard input.
`{dir}` in an expectation stands for the script's folder. Each run has an empty working folder of its own.
"""
import argparse
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor


class Script:
    def __init__(self, path):
        self.path = path
        self.output, self.stderr, self.error, self.status = [], [], None, None
        self.options, self.arguments, self.input = [], [], []
        folder = os.path.dirname(path)
        with open(path, encoding="utf-8", errors="surrogateescape") as source:
            for line in source:
                line = line.rstrip("\n")
                for key, take in (
                    ("# expect stderr: ", lambda text: self.stderr.append(text.replace("{dir}", folder))),
                    ("# expect stderr:", lambda text: self.stderr.append(text)),
                    ("# expect error: ", lambda text: setattr(self, "error", text.replace("{dir}", folder))),
                    ("# expect status: ", lambda text: setattr(self, "status", int(text))),
                    ("# expect: ", lambda text: self.output.append(text.replace("{dir}", folder))),
                    ("# expect:", lambda text: self.output.append(text)),
                    ("# options: ", lambda text: self.options.extend(text.split())),
                    ("# arguments: ", lambda text: self.arguments.extend(text.split())),
                    ("# input: ", lambda text: self.input.append(text)),
                ):
                    if line.startswith(key):
                        take(line[len(key):])
                        break
        if self.status is None:
            self.status = 0 if self.error is None else 1

    def run(self, command, environment, timeout):
        """None if all is well, else what is wrong."""
        with tempfile.TemporaryDirectory() as folder:  # of its own: other modes run the same script at the same time
            try:
                done = subprocess.run(command + self.options + [self.path] + self.arguments, env=environment, timeout=timeout, cwd=folder,
                                      capture_output=True, input="".join(line + "\n" for line in self.input).encode())
            except subprocess.TimeoutExpired:
                return f"still running after {timeout} s"
        output = done.stdout.decode("utf-8", "surrogateescape").split("\n")
        if output and output[-1] == "":
            output.pop()
        error = done.stderr.decode("utf-8", "surrogateescape").rstrip("\n").split("\n")
        problems = []
        for name, expected, lines in ("", self.output, output), ("stderr ", self.stderr, error if self.stderr else []):
            for number, (wanted, got) in enumerate(zip(expected + [None] * len(lines), lines + [None] * len(expected)), 1):
                if wanted is None and got is None:
                    break
                if wanted != got:
                    problems.append(f"{name}line {number}: expected {wanted!r}, got {got!r}")
                    break
        if self.error is not None and error[-1] != self.error:
            problems.append(f"last line of stderr: expected {self.error!r}, got {error[-1]!r}")
        if done.returncode != self.status:
            problems.append(f"exit status: expected {self.status}, got {done.returncode}")
        if problems and self.error is None and error != [""]:
            problems.append("stderr: " + " | ".join(error[-4:]))
        return "; ".join(problems) or None


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--program")
    options.add_argument("--plain")
    options.add_argument("--scripts", default=os.path.join(here, "scripts"))
    options.add_argument("--filter", default="")
    options.add_argument("--timeout", type=float, default=60)
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("modes", nargs="*", default=["plain"])
    options = options.parse_args()
    options.scripts = os.path.abspath(options.scripts)
    options.program, options.plain = (path and os.path.abspath(path) for path in (options.program, options.plain))
    scripts = sorted(os.path.join(options.scripts, name) for name in os.listdir(options.scripts) if name.endswith(".py"))
    scripts = [Script(path) for path in scripts if options.filter in os.path.basename(path)]
    passed = failed = 0
    with ThreadPoolExecutor(options.jobs) as pool:
        for mode in options.modes:
            environment = {key: value for key, value in os.environ.items() if not key.startswith("JITWRIGHT")}
            environment["PYTHONDONTWRITEBYTECODE"] = "1"
            program = options.plain if mode == "plain" else options.program
            if not program:
                sys.exit(f"mode {mode} needs --{'plain' if mode == 'plain' else 'program'}")
            if mode != "plain":
                environment.update(setting.split("=", 1) for setting in mode.split())
            runs = [pool.submit(script.run, [program], environment, options.timeout) for script in scripts]
            for script, run in zip(scripts, runs):
                problem = run.result()
                if problem is None:
                    passed += 1
                else:
                    failed += 1
                    print(f"{mode}: {os.path.basename(script.path)}: {problem}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
