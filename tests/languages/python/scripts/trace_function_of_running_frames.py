# frame.f_trace of a frame that runs already: its next lines are reported, in loops that were compiled, too.
import sys

seen = []
def tracer(frame, event, arg):
    seen.append((frame.f_code.co_name, event, frame.f_lineno - first))
    return tracer

def start_here():
    frame = sys._getframe().f_back
    frame.f_trace = tracer
    sys.settrace(tracer)

def outer(n):
    total = 0
    for i in range(n):
        if i == 3000:
            start_here()
            total += 1
            sys.settrace(None)
        total += i
    return total

first = outer.__code__.co_firstlineno
print(outer(6000))
print(seen)
# expect: 17997001
# expect: [('outer', 'line', 5), ('outer', 'line', 6)]

# Locals are those of the frame while it runs; what a trace function changes in them is so.
def change():
    a = 1
    b = 2
    c = 3
    return a, b, c
def changer(frame, event, arg):
    if frame.f_code is change.__code__:
        if event == "line" and frame.f_locals.get("b") == 2 and "c" not in frame.f_locals:
            frame.f_locals["a"] = "changed"
        return changer
sys.settrace(changer)
print(change())
sys.settrace(None)
# expect: ('changed', 2, 3)

# A line can be jumped over; the object of the frame stays the same, also after the frame has ended.
def skip():
    a = 0
    a += 1
    a += 10
    return a
frames = set()
def skipper(frame, event, arg):
    if frame.f_code is skip.__code__:
        frames.add(frame)
        if event == "line" and frame.f_lineno == skip.__code__.co_firstlineno + 2:
            frame.f_lineno += 1
        return skipper
sys.settrace(skipper)
print(skip())
sys.settrace(None)
print(len(frames), frames.pop().f_locals)
# expect: 10
# expect: 1 {'a': 10}

def into_loop():
    a = 1
    for i in "ab":
        a = 2
    return a
problems = []
def jumper(frame, event, arg):
    if frame.f_code is into_loop.__code__:
        if event == "line" and frame.f_lineno == into_loop.__code__.co_firstlineno + 1:
            for line in (3, -1, 100):
                try:
                    frame.f_lineno = into_loop.__code__.co_firstlineno + line
                except ValueError as error:
                    problems.append(str(error).rstrip("0123456789").split(" line")[0][:34])
        return jumper
sys.settrace(jumper)
into_loop()
sys.settrace(None)
print(problems[0])
# expect: can't jump into the body of a for 
print(len(problems))
# expect: 3

# An error of the trace function is the traced function's, and ends tracing.
def broken(frame, event, arg):
    raise ValueError("broken tracer")
sys.settrace(broken)
try:
    skip()
except ValueError as error:
    print(error, sys.gettrace())
# expect: broken tracer None
