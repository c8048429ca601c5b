#!/usr/bin/env python3
"""Runs one translator test. The test file says what it is in its first lines:

// FLAGS: extra compiler flags          (optional; -O2 -gline-tables-only is the default)
// KIND: jitcode                         compile, dump the jitcode, FileCheck the dump
// KIND: diagnostics                     compile, FileCheck what the compiler says (failing is expected if the file says `// FAILS`)
// KIND: report                          compile, FileCheck the traceability report
// KIND: native                          compile with and without the plugin at each level; the programs must print the same
"""
import argparse
import os
import subprocess
import sys
import tempfile


def run(command, **options):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)


class Test:
    def __init__(self, options):
        self.options = options
        self.source = options.test
        text = open(self.source).read()
        self.lines = text.splitlines()
        self.kind = self.header("KIND") or "jitcode"
        self.flags = (self.header("FLAGS") or "-O2 -gline-tables-only").split()
        self.folder = tempfile.mkdtemp(prefix="jw-translator-")

    def header(self, name):
        for line in self.lines:
            if line.startswith(f"// {name}:"):
                return line.split(":", 1)[1].strip()
        return None

    def compiler(self):
        if self.source.endswith(".c"):
            return [self.options.clang, "-std=c11"]
        return [self.options.clang + "++" if not self.options.clang.endswith("-19") else self.options.clang.replace("clang-", "clang++-"), "-std=c++20"]

    def compile(self, output, flags, plugin=True, environment=None):
        command = self.compiler() + flags + ["-I", self.options.include, "-c", self.source, "-o", output]
        if self.kind != "diagnostics":
            command.append("-w")
        if plugin:
            command += ["-DJITWRIGHT_PLUGIN=1", f"-fpass-plugin={self.options.plugin}"]
        return run(command, env=environment)

    def file_check(self, text):
        result = run([self.options.filecheck, self.source, "--allow-unused-prefixes"], input=text)
        if result.returncode != 0:
            sys.exit(f"{result.stdout}\n--- checked text ---\n{text}")

    def jitcode(self):
        output = os.path.join(self.folder, "test.o")
        result = self.compile(output, self.flags)
        if result.returncode != 0:
            sys.exit(result.stdout)
        self.file_check(run([self.options.dump, output]).stdout)

    def diagnostics(self):
        result = self.compile(os.path.join(self.folder, "test.o"), self.flags)
        fails = any(line.startswith("// FAILS") for line in self.lines)
        if (result.returncode != 0) != fails or result.returncode < 0 or "PLEASE submit" in result.stdout:
            sys.exit(f"compiler ended with {result.returncode}\n{result.stdout}")
        self.file_check(result.stdout)

    def report(self):
        environment = dict(os.environ, JITWRIGHT_REPORT=self.folder)
        result = self.compile(os.path.join(self.folder, "test.o"), self.flags, environment=environment)
        if result.returncode != 0:
            sys.exit(result.stdout)
        reports = [name for name in os.listdir(self.folder) if name.endswith(".json")]
        self.file_check(open(os.path.join(self.folder, reports[0])).read())

    def native(self):
        stubs = os.path.join(self.folder, "stubs.o")
        result = run([self.options.clang, "-O1", "-I", self.options.include, "-c", self.options.stubs, "-o", stubs])
        if result.returncode != 0:
            sys.exit(result.stdout)
        expected = None
        for plugin in (False, True):
            for level in ("-O0", "-O1", "-O2", "-O3", "-Os", "-O2 -g", "-O0 -g", "-O2 -fPIC"):
                name = os.path.join(self.folder, "program")
                result = self.compile(name + ".o", level.split() + self.flags_without_level(), plugin)
                if result.returncode != 0:
                    sys.exit(f"{level} plugin {plugin}: {result.stdout}")
                linked = run([self.compiler()[0], name + ".o", stubs, "-o", name])
                if linked.returncode != 0:
                    sys.exit(f"{level} plugin {plugin}: {linked.stdout}")
                ended = run([name], timeout=60)
                got = (ended.returncode, ended.stdout)
                if expected is None:
                    expected = got
                if got != expected:
                    sys.exit(f"{level} plugin {plugin}: {got}\nexpected {expected}")

    def flags_without_level(self):
        return [flag for flag in self.flags if not flag.startswith(("-O", "-g"))]


def main():
    parser = argparse.ArgumentParser()
    for name in ("clang", "plugin", "dump", "filecheck", "include", "stubs"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("test")
    test = Test(parser.parse_args())
    getattr(test, test.kind)()
    print("ok")


main()
