# sys.setprofile: calls and returns, of functions written in C++, too; threads have their own.
import sys, threading

def square(n):
    return abs(n) * n

def work():
    square(3)
    try:
        int("x")
    except ValueError:
        pass
    [].append(1)

events = []
def profiler(frame, event, arg):
    name = getattr(arg, "__name__", arg) if event.startswith("c_") else arg
    events.append((frame.f_code.co_name, event, name))

def start():
    sys.setprofile(profiler)
    work()
    sys.setprofile(None)
start()
for event in events:
    print(*event)
# expect: work call None
# expect: square call None
# expect: square c_call abs
# expect: square c_return abs
# expect: square return 9
# expect: work c_call append
# expect: work c_return append
# expect: work return None
# expect: start c_call setprofile

def in_thread():
    return 5
names = []
def thread_profiler(frame, event, arg):
    if frame.f_code.co_name == "in_thread":
        names.append(event)
threading.setprofile(thread_profiler)
thread = threading.Thread(target=in_thread)
thread.start()
thread.join()
threading.setprofile(None)
in_thread()
print(names, sys.getprofile())
# expect: ['call', 'return'] None
