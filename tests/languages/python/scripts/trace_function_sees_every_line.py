# sys.settrace: calls, lines, exceptions and returns of everything called from then on; the function that called settrace goes on being traced.
import sys

def add(a, b):
    c = a + b
    return c

def fail():
    raise KeyError("k")

def numbers():
    yield 1
    yield 2

def work():
    x = add(1, 2)
    try:
        fail()
    except KeyError as error:
        x += 1
    for n in numbers():
        x += n
    while x > 6:
        x -= 1
    return x

first = add.__code__.co_firstlineno
events = []
def tracer(frame, event, arg):
    if frame.f_code.co_filename == __file__:
        if event == "exception":
            arg = arg[0].__name__
        events.append(f"{frame.f_code.co_name} {event} {frame.f_lineno - first} {arg}")
    return tracer

def start():
    sys.settrace(tracer)
    work()
    sys.settrace(None)

start()
print(*events, sep="\n")
print(sys.gettrace())
# expect: work call 11 None
# expect: work line 12 None
# expect: add call 0 None
# expect: add line 1 None
# expect: add line 2 None
# expect: add return 2 3
# expect: work line 14 None
# expect: fail call 4 None
# expect: fail line 5 None
# expect: fail exception 5 KeyError
# expect: fail return 5 None
# expect: work exception 14 KeyError
# expect: work line 15 None
# expect: work line 16 None
# expect: work line 17 None
# expect: numbers call 7 None
# expect: numbers line 8 None
# expect: numbers return 8 1
# expect: work line 18 None
# expect: work line 17 None
# expect: numbers call 8 None
# expect: numbers line 9 None
# expect: numbers return 9 2
# expect: work line 18 None
# expect: work line 17 None
# expect: numbers call 9 None
# expect: numbers return 9 None
# expect: work line 19 None
# expect: work line 20 None
# expect: work line 19 None
# expect: work line 21 None
# expect: work return 21 6
# expect: None
