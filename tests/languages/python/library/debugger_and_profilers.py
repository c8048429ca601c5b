# pdb, bdb, trace and the profilers of the library on top of sys.settrace and sys.setprofile.
import io, pdb, trace, profile, cProfile, pstats, sys, contextlib

def inner(n):
    result = n * 2
    return result

def outer(n):
    total = 0
    for i in range(n):
        total += inner(i)
    return total

commands = io.StringIO("step\nargs\nnext\nnext\nstep\np n, 'expression'\nreturn\nup\np i\nbreak inner\ncontinue\np n\nclear 1\n!n = 50\ncontinue\n")
output = io.StringIO()
debugger = pdb.Pdb(stdin=commands, stdout=output, nosigint=True, readrc=False)
debugger.prompt = ""
print(debugger.runcall(outer, 3))
for line in output.getvalue().splitlines():
    if line.startswith(("->", "--", "(", "n =")) or line.isdigit():
        print(line)
# expect: 6
# expect: -> total = 0
# expect: -> for i in range(n):
# expect: n = 3
# expect: -> total += inner(i)
# expect: -> for i in range(n):
# expect: -> total += inner(i)
# expect: (3, 'expression')
# expect: --Return--
# expect: -> return total
# expect: -> res = func(*args, **kwds)

# A debugger started from a running function, and the one after an error.
def paused():
    a = 1
    breakpoint_here()
    b = a + 1
    return b
def breakpoint_here():
    session = pdb.Pdb(stdin=io.StringIO("next\np a\nnext\np a, b\ncontinue\n"), stdout=output, nosigint=True, readrc=False)
    session.prompt = ""
    session.set_trace(sys._getframe().f_back)
output = io.StringIO()
print(paused())
print(output.getvalue().splitlines()[-2:])
# expect: 2
# expect: ['-> return b', '(1, 2)']

# Profiles count calls, those of functions in C++, too.
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
def workload():
    for i in range(3):
        fib(5)
    return sorted([3, 1, 2])
for module in profile, cProfile:
    profiler = module.Profile()
    print(profiler.runcall(workload))
    statistics = pstats.Stats(profiler).stats
    for (file, line, name), (primitive, calls, own, total, callers) in sorted(statistics.items(), key=lambda item: item[0][2]):
        if name in ("fib", "workload", "sorted", "<built-in method builtins.sorted>"):
            print(name, primitive, calls, sorted(caller[2].split(" at ")[0] for caller in callers))
# expect: [1, 2, 3]
# expect: fib 3 45 ['fib', 'workload']
# expect: sorted 1 1 ['workload']
# expect: workload 1 1 ['<function workload']
# expect: [1, 2, 3]
# expect: <built-in method builtins.sorted> 1 1 ['workload']
# expect: fib 3 45 ['fib', 'workload']
# expect: workload 1 1 []

# trace counts the lines that ran.
tracer = trace.Trace(count=1, trace=0)
print(tracer.runfunc(fib, 4))
lines = {line - fib.__code__.co_firstlineno: count for (file, line), count in tracer.results().counts.items() if file == __file__}
print(lines)
# expect: 3
# expect: {1: 9}
