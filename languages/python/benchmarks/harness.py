"""Runs a benchmark: `python NAME.py SIZE [REPETITIONS]`.

Prints what the program computes once; with repetitions, the seconds of each go to standard error, one a line."""
import sys
import time


def run(main, size):
    arguments = sys.argv[1:]
    if arguments:
        size = int(arguments[0])
    repetitions = 1
    if len(arguments) > 1:
        repetitions = int(arguments[1])
    result = None
    for i in range(repetitions):
        start = time.perf_counter()
        result = main(size)
        seconds = time.perf_counter() - start
        if len(arguments) > 1:
            sys.stderr.write("%.6f\n" % seconds)
    print(result)
