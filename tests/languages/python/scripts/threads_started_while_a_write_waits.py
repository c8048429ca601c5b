# A write that blocks is interrupted by signals; the thread one of their handlers starts is the one that reads.
import os, signal, threading
r, w = os.pipe()
received = []
def read():
    while len(received) < 300_000:
        received.extend(os.read(r, 4096))
reader = threading.Thread(target=read)
def second(number, frame):
    reader.start()
def first(number, frame):
    signal.signal(signal.SIGALRM, second)
    signal.setitimer(signal.ITIMER_REAL, 0.05)
signal.signal(signal.SIGALRM, first)
with os.fdopen(w, "wb") as out:
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    print(out.write(b"x" * 300_000))
reader.join()
print(len(received))
# expect: 300000
# expect: 300000

# sigwait lets other threads run.
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGUSR1)).start()
print(signal.sigwait([signal.SIGUSR1]) == signal.SIGUSR1)
# expect: True
try:
    os.execve("/bin/true", ["true"], {"A=B": "c"})
except ValueError as error:
    print(error)
# expect: illegal environment variable name
