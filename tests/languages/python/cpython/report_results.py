"""Runs inside the program under test: the tests of one module of CPython's own test suite, one line of result for each.

  report_results.py OUTPUT MODULE [SKIPPED TEST…]

Lines written to the file OUTPUT, each flushed: `list ID` for every test, `start ID`, then `pass`, `skip`, `fail` or `error ID: reason`.
A module that cannot be loaded gives one line `unloadable: reason`, a run that came to its end the line `end`.
"""
import sys
import unittest

output = open(sys.argv[1], "a", encoding="utf-8", errors="backslashreplace")
module_name = sys.argv[2]
skipped = set(sys.argv[3:])
prefix = "test." + module_name + "."


def write(line):
    output.write(line.replace("\n", " ") + "\n")
    output.flush()


def name_of(test):
    name = test.id()
    return (name[len(prefix):] if name.startswith(prefix) else name).replace(": ", "; ")


def last_line(error):
    kind, value, _ = error
    try:
        text = str(value)
    except BaseException:
        text = "?"
    lines = [line for line in text.split("\n") if line.strip()]
    return (kind.__name__ + ": " + (lines[0] if lines else ""))[:200]


class Reporter(unittest.TestResult):
    def startTest(self, test):
        super().startTest(test)
        self.bad = None
        self.skip = None
        write("start " + name_of(test))

    def note(self, status, test, error):
        if hasattr(test, "_testMethodName") or hasattr(test, "_dt_test"):
            if self.bad is None:
                self.bad = status + " " + name_of(test) + ": " + last_line(error)
        else:
            write("class " + str(test) + ": " + last_line(error))

    def addError(self, test, error):
        self.note("error", test, error)

    def addFailure(self, test, error):
        self.note("fail", test, error)

    def addSubTest(self, test, subtest, error):
        if error is not None:
            self.note("fail" if issubclass(error[0], test.failureException) else "error", test, error)

    def addSkip(self, test, reason):
        if hasattr(test, "_testMethodName") or hasattr(test, "_dt_test"):
            if self.bad is None:
                self.skip = reason
        else:
            write("class " + str(test) + ": skipped: " + reason)

    def addExpectedFailure(self, test, error):
        pass

    def addUnexpectedSuccess(self, test):
        self.bad = "fail " + name_of(test) + ": unexpected success"

    def stopTest(self, test):
        super().stopTest(test)
        if self.bad is not None:
            write(self.bad)
        elif self.skip is not None:
            write("skip " + name_of(test) + ": " + self.skip)
        else:
            write("pass " + name_of(test))


def flatten(suite):
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from flatten(item)
        else:
            yield item


def without(suite):
    kept = type(suite)()
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            kept.addTest(without(item))
        elif name_of(item) not in skipped:
            kept.addTest(item)
    return kept


def run():
    try:
        import test.support
        test.support.use_resources = []
        test.support.verbose = False
    except BaseException as error:
        write("unloadable: test.support: " + last_line((type(error), error, None)))
        return
    loader = unittest.TestLoader()
    try:
        module = __import__("test." + module_name, fromlist=["*"])
        suite = loader.loadTestsFromModule(module)
    except BaseException as error:
        import traceback
        traceback.print_exc()
        write("unloadable: " + last_line((type(error), error, None)))
        return
    for test in flatten(suite):
        write("list " + name_of(test))
    without(suite).run(Reporter())
    write("end")


run()
