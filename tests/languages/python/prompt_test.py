#!/usr/bin/python3
"""The interactive prompt through a pseudo terminal: what is typed, what appears. prompt_test.py PROGRAM"""
import os
import pty
import re
import select
import signal
import subprocess
import sys
import tempfile
import termios
import time

program = sys.argv[1]
passed = failed = 0


class Session:
    def __init__(self, *arguments, home):
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            environment = {**os.environ, "TERM": "xterm", "HOME": home, "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
            environment.pop("PYTHONSTARTUP", None)
            os.execve(program, [program, *arguments], environment)
        self.seen = ""

    def wait_for(self, text, seconds=20):
        """What appears up to and with `text`, without control sequences."""
        end = time.monotonic() + seconds
        while text not in self.seen:
            if time.monotonic() > end:
                raise TimeoutError(f"no {text!r} in {self.seen!r}")
            ready, _, _ = select.select([self.terminal], [], [], 0.1)
            if ready:
                try:
                    data = os.read(self.terminal, 4096)
                except OSError:
                    data = b""
                if not data and text not in self.seen:
                    raise EOFError(f"ended without {text!r}: {self.seen!r}")
                self.seen += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|[\r\x07]", "", data.decode(errors="replace"))
        before, _, self.seen = self.seen.partition(text)
        return before + text

    def type(self, text):
        # The editor takes the terminal over after it has shown the prompt; a program without one never does.
        end = time.monotonic() + 1
        while termios.tcgetattr(self.terminal)[3] & termios.ICANON and time.monotonic() < end:
            time.sleep(0.005)
        os.write(self.terminal, text.encode())

    def line(self, text, prompt=">>> "):
        """Types a line; what appears before the next prompt, without the echo."""
        self.type(text + "\r")
        shown = self.wait_for(prompt)[: -len(prompt)]
        return shown.partition("\n")[2]

    def settle(self):
        """Drops what appears until nothing does any more."""
        while select.select([self.terminal], [], [], 0.5)[0]:
            os.read(self.terminal, 4096)
        self.seen = ""

    def status(self):
        end = time.monotonic() + 20
        while time.monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                os.close(self.terminal)
                return os.waitstatus_to_exitcode(status)
            ready, _, _ = select.select([self.terminal], [], [], 0.1)
            try:
                if ready:
                    os.read(self.terminal, 4096)
            except OSError:
                pass
        os.kill(self.pid, signal.SIGKILL)
        return "does not end"


def check(name, got, wanted):
    global passed, failed
    if got == wanted:
        passed += 1
    else:
        failed += 1
        print(f"{name}: expected {wanted!r}, got {got!r}")


with tempfile.TemporaryDirectory() as home:
    session = Session(home=home)
    check("banner", session.wait_for(">>> ").startswith("Python 3.11.2"), True)
    check("expression", session.line("1 + 2"), "3\n")
    check("underscore", session.line("_ * 10"), "30\n")
    check("None is not shown", session.line("None"), "")
    check("assignment", session.line("x = 'ä€'"), "")
    check("text beyond ASCII", session.line("x"), "'ä€'\n")
    check("block opens", session.line("def f(n):", "... "), "")
    check("block goes on", session.line("    return n + 1", "... "), "")
    check("block ends at an empty line", session.line(""), "")
    check("function", session.line("f(41)"), "42\n")
    check("one line block", session.line("for i in range(2): print(i)", "... "), "")
    check("one line block runs", session.line(""), "0\n1\n")
    check("bracket", session.line("[1,", "... "), "")
    check("bracket closed", session.line("2]"), "[1, 2]\n")
    check("string", session.line('"""a', "... "), "")
    check("empty line in a string", session.line("", "... "), "")
    check("string closed", session.line('b"""'), "'a\\n\\nb'\n")
    check("error", session.line("1 / 0"), 'Traceback (most recent call last):\n  File "<stdin>", line 1, in <module>\nZeroDivisionError: division by zero\n')
    check("syntax error", session.line("1 +").split("\n")[-2:], ["SyntaxError: invalid syntax", ""])
    check("goes on after errors", session.line("f(1)"), "2\n")
    check("comment", session.line("# nothing"), "")
    check("two statements", session.line("a = 1; a + 1"), "2\n")
    session.type("garbage + \x03")
    session.wait_for("KeyboardInterrupt\n")
    session.wait_for(">>> ")
    check("after Ctrl-C in a line", session.line("'here'"), "'here'\n")
    session.type("while True: pass\r\r")
    time.sleep(0.7)
    session.type("\x03")
    session.wait_for("KeyboardInterrupt\n")
    session.wait_for(">>> ")
    check("after Ctrl-C in a loop", session.line("'again'"), "'again'\n")
    session.type("\x1b[A\r")
    session.wait_for("'again'\n'again'\n")
    session.wait_for(">>> ")
    session.type("'again'\x01x = \x05 * 2\r")
    session.settle()
    check("editing", session.line("x"), "'againagain'\n")
    session.type("\x1b[A\r")
    session.wait_for("'againagain'\n")
    session.wait_for(">>> ")
    session.type("longname = 5\r")
    session.wait_for(">>> ")
    if subprocess.run([program, "-c", "import rlcompleter"], capture_output=True).returncode == 0:
        session.type("longn\t\r")
        check("completion", session.wait_for("5\n").startswith("longname"), True)
        session.wait_for(">>> ")
    check("ps1", session.line("import sys; sys.ps1 = '$ '", "$ "), "")
    session.type("\x04")
    check("Ctrl-D", session.status(), 0)
    check("history", "longname" in open(os.path.join(home, ".jwpython_history")).read(), True)

    session = Session("-q", home=home)
    check("quiet", session.wait_for(">>> "), ">>> ")
    session.type("exit(3)\r")
    check("exit", session.status(), 3)
    session = Session("-q", home=home)
    session.wait_for(">>> ")
    check("exit without parentheses", session.line("exit"), "Use exit() or Ctrl-D (i.e. EOF) to exit\n")
    session.type("raise SystemExit('bye')\r")
    session.wait_for("bye\n")
    check("exit with a message", session.status(), 1)

    session = Session("-i", "-c", "y = 5; 1 / 0", home=home)
    check("-i after an error", "ZeroDivisionError" in session.wait_for(">>> "), True)
    check("-i sees the names", session.line("y"), "5\n")
    check("-i knows the error", session.line("import sys; sys.last_type"), "<class 'ZeroDivisionError'>\n")
    session.type("\x04")
    check("-i leaves", session.status(), 0)

    script = os.path.join(home, "asks.py")
    with open(script, "w") as out:
        out.write("import readline\n"
                  "names = ['alpha', 'beta']\n"
                  "readline.set_completer(lambda text, i: [n for n in names if n.startswith(text)][i])\n"
                  "readline.parse_and_bind('tab: complete')\n"
                  "readline.add_history('from before')\n"
                  "for prompt in 'one> ', 'two> ', 'three> ':\n"
                  "    print(repr(input(prompt)))\n"
                  "print(readline.get_current_history_length())\n")
    session = Session(script, home=home)
    session.wait_for("one> ")
    session.type("say al\t!\r")
    session.wait_for("'say alpha!'\n")
    session.wait_for("two> ")
    session.type("\x1b[A\x1b[A\r")
    session.wait_for("'from before'\n")
    session.wait_for("three> ")
    session.type("\x04")
    check("input() with readline ends", "EOFError" in session.wait_for("EOF when reading a line"), True)

    done = subprocess.run([program, "-i", "-q"], input=b"1 + 1\nundefined\nif 1:\n  print('in')\n\n'last'\n", capture_output=True, timeout=20)
    check("no terminal", done.stdout, b"2\nin\n'last'\n")

print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
