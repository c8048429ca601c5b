#!/usr/bin/python3
"""How jwpython starts and ends: options, files that are not there, exit statuses, Ctrl-C. command_line_test.py PROGRAM [SETTING…]"""
import os
import signal
import subprocess
import sys
import tempfile
import time

program = sys.argv[1]
environment = {**os.environ, **dict(setting.split("=", 1) for setting in sys.argv[2:])}
passed = failed = 0


def run(*arguments, input=""):
    done = subprocess.run([program, *arguments], input=input.encode(), capture_output=True, env=environment, timeout=60)
    return done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")


def check(name, got, wanted):
    global passed, failed
    if got == wanted:
        passed += 1
    else:
        failed += 1
        print(f"{name}: expected {wanted!r}, got {got!r}")


with tempfile.TemporaryDirectory() as folder:
    def file(name, text):
        path = os.path.join(folder, name)
        with open(path, "wb") as out:
            out.write(text if isinstance(text, bytes) else text.encode())
        return path

    check("-c", run("-c", "import sys; print(1 + 1, sys.argv)", "a", "b"), (0, "2 ['-c', 'a', 'b']\n", ""))
    check("standard input", run(input="print('from stdin')\n"), (0, "from stdin\n", ""))
    check("dash", run("-", "x", input="import sys\nprint(sys.argv)\n"), (0, "['-', 'x']\n", ""))
    check("version", run("-V")[0], 0)
    missing = os.path.join(folder, "missing.py")
    check("version on standard output", run("--version"), (0, "Python 3.11.2\n", ""))
    check("help", run("-h")[1].startswith(f"usage: {program} [option] ... [-c cmd | -m mod | file | -] [arg] ...\n"), True)
    check("unknown option", run("-Z")[0], 2)
    check("missing argument", run("-c")[2].startswith("Argument expected for the -c option\n"), True)
    check("options together", run("-OOBc", "import sys; print(sys.flags.optimize, sys.dont_write_bytecode)"), (0, "2 True\n", ""))
    check("-X and -W", run("-X", "dev", "-Xa=b", "-W", "error", "-Wignore", "-c", "import sys; print(sys._xoptions, sys.warnoptions, sys.flags.dev_mode)"),
          (0, "{'dev': True, 'a': 'b'} ['default', 'error', 'ignore'] True\n", ""))
    import zipfile
    archive = os.path.join(folder, "app.zip")
    with zipfile.ZipFile(archive, "w") as out:
        out.writestr("__main__.py", "import sys, part\nprint(__name__, part.value, sys.path[0] == sys.argv[0], sys.argv[1:])\n")
        out.writestr("part.py", "value = 5\n")
    check("archive as program", run(archive, "x"), (0, "__main__ 5 True ['x']\n", ""))
    check("import from an archive", run("-c", f"import sys; sys.path.insert(0, {archive!r}); import part; print(part.__loader__.archive == {archive!r})"), (0, "True\n", ""))
    check("importtime", run("-X", "importtime", "-c", "import bisect")[2].splitlines()[-1].split("|")[-1], " bisect")
    check("options end", run("-c", "import sys; print(sys.argv)", "-O", "--", "-x"), (0, "['-c', '-O', '--', '-x']\n", ""))
    check("orig_argv", run("-B", "-c", "import sys; print(sys.orig_argv[1:])", "z"), (0, "['-B', '-c', 'import sys; print(sys.orig_argv[1:])', 'z']\n", ""))
    check("digits", run("-X", "int_max_str_digits=700", "-c", "print(len(str(10 ** 690)))\nprint(10 ** 800)")[:2], (1, "691\n"))
    check("large status", run("-c", "raise SystemExit(256 + 3)")[0], 3)
    check("negative status", run("-c", "import sys; sys.exit(-1)")[0], 255)
    check("status of a subclass", run("-c", "class E(SystemExit): pass\nraise E(4)")[0], 4)
    check("exit with a tuple", run("-c", "raise SystemExit((1, 'a'))"), (1, "", "(1, 'a')\n"))
    check("error from standard input", run(input="x = 1\nraise ValueError(x)\n")[2].split("\n")[1], '  File "<stdin>", line 2, in <module>')
    check("site's builtins", run("-c", "print(exit, quit, repr(help)[:11])"), (0, "Use exit() or Ctrl-D (i.e. EOF) to exit Use quit() or Ctrl-D (i.e. EOF) to exit Type help()\n", ""))
    check("no site", run("-S", "-c", "exit()")[2].split("\n")[-2], "NameError: name 'exit' is not defined")
    def through(filter, *arguments, **more):
        """Error output and status of a program whose output goes through a command."""
        first = subprocess.Popen([program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**environment, "PYTHONUNBUFFERED": "", **more})
        second = subprocess.Popen(filter, stdin=first.stdout, stdout=subprocess.DEVNULL)
        first.stdout.close()
        errors = first.stderr.read().decode()
        second.wait()
        return first.wait(), errors.split("\n")[-2:] if errors else []

    count = "for i in range(100000): print(i)"
    check("broken pipe", through(["head", "-1"], "-c", count), (1, ["BrokenPipeError: [Errno 32] Broken pipe", ""]))
    check("broken pipe, unbuffered", through(["head", "-1"], "-u", "-c", count), (1, ["BrokenPipeError: [Errno 32] Broken pipe", ""]))
    check("broken pipe, handled", through(["head", "-1"], "-c", f"try:\n  {count}\nexcept BrokenPipeError: pass"), (0, []))
    full = subprocess.run([program, "-c", "print(1)"], stdout=open("/dev/full", "w"), stderr=subprocess.PIPE, env={**environment, "PYTHONUNBUFFERED": ""})
    check("full disk", (full.returncode, full.stderr.decode().split("\n")[-2]), (120, "OSError: [Errno 28] No space left on device"))
    surrogate = subprocess.run([program, "-c", "print(chr(0xdc80))"], stdout=subprocess.PIPE, env={**environment, "LC_ALL": "C"})
    check("bytes that are no text", surrogate.stdout, b"\x80\n")
    check("stays after SystemExit", run("-i", "-c", "raise SystemExit(3)")[::2], (0, 'Traceback (most recent call last):\n  File "<string>", line 1, in <module>\nSystemExit: 3\n>>> \n'))
    os.mkdir(os.path.join(folder, "package"))
    file("package/__main__.py", "print(__name__, repr(__package__))")
    check("folder with a program", run(os.path.join(folder, "package")), (0, "__main__ ''\n", ""))
    if "JITWRIGHT" not in environment:
        path = file("forgotten.py", "async def f(): pass\nf()\nc = f()\nc.close()\nimport gc\ngc.collect()\n")
        check("forgotten await", run(path)[2].split("\n")[0].partition(": ")[2], "RuntimeWarning: coroutine 'f' was never awaited")
    check("missing file", run(missing), (2, "", f"{program}: can't open file '{missing}': [Errno 2] No such file or directory\n"))
    check("folder", run(folder), (1, "", f"{program}: can't find '__main__' module in '{folder}'\n"))
    path = file("bad.py", "x = 1\nif x\n    pass\n")
    check("syntax error", run(path), (1, "", f'  File "{path}", line 2\n    if x\n        ^\nSyntaxError: expected \':\'\n'))
    path = file("latin.py", b"x = '\xe9'\n")
    check("not UTF-8", run(path)[0], 1)
    path = file("raise.py", "def f():\n    return 1 / 0\nf()\n")
    check("traceback", run(path), (1, "", "Traceback (most recent call last):\n"
                                          f'  File "{path}", line 3, in <module>\n    f()\n'
                                          f'  File "{path}", line 2, in f\n    return 1 / 0\n           ~~^~~\n'
                                          "ZeroDivisionError: division by zero\n"))
    check("exit", run("-c", "import sys; sys.exit()"), (0, "", ""))
    check("exit status", run("-c", "raise SystemExit(7)"), (7, "", ""))
    check("exit message", run("-c", "exit('bye')"), (1, "", "bye\n"))
    check("output before an error", run("-c", "print('out'); undefined")[:2], (1, "out\n"))
    check("deep recursion", run("-c", "import sys\nsys.setrecursionlimit(200000)\ndef f(n): return n and 1 + f(n - 1)\nprint(f(100000))"), (0, "100000\n", ""))
    check("module", run("-m", "this_is_not_a_module")[0], 1)

    def interrupt(name, source, seconds=1.0):
        started = subprocess.Popen([program, file("loop.py", source)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
        time.sleep(seconds)
        started.send_signal(signal.SIGINT)
        try:
            output, error = started.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            started.kill()
            output, error = b"", b"does not end"
        check(name, (started.returncode, error.decode().strip().split("\n")[-1]), (-signal.SIGINT, "KeyboardInterrupt"))

    interrupt("interrupt a loop", "i = 0\nwhile True:\n    i += 1\n")
    interrupt("interrupt a for loop", "def f():\n    t = 0\n    while 1:\n        for i in range(1000):\n            t += i & 3\nf()\n")
    interrupt("interrupt a sleep", "import time\ntime.sleep(60)\n")
    interrupt("interrupt recursion", "def f(n):\n    return n < 2 or f(n - 1) + f(n - 2)\nf(80)\n")
    caught = subprocess.Popen([program, "-c", "try:\n    while True:\n        for i in range(1000): x = 1\nexcept KeyboardInterrupt: print('caught')"], stdout=subprocess.PIPE, env=environment)
    time.sleep(1)
    caught.send_signal(signal.SIGINT)
    check("interrupt can be caught", caught.communicate(timeout=10)[0], b"caught\n")

print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
