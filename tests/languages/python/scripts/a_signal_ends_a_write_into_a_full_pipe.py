# The handler runs although the rest of the buffer is still to be written.
import os, signal, time, io
r, w = os.pipe()
def h(*a): 1/0
signal.signal(signal.SIGALRM, h)
f = io.open(w, "wb", buffering=1 << 20)
f.write(b"x" * 300000)
signal.setitimer(signal.ITIMER_REAL, 0.1)
try: f.flush()
except ZeroDivisionError: print("handler ran", flush=True)
# expect: handler ran
os._exit(0)
