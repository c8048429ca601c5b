def numbers(n):
    for i in range(n): yield i
def only(p, it):
    for x in it:
        if p(x): yield x
def scale(k, it): return (x * k for x in it)
def window(it, n):
    buf = []
    for x in it:
        buf.append(x)
        if len(buf) == n:
            yield tuple(buf)
            buf.pop(0)
print(sum(scale(3, only(lambda x: x % 7 == 0, numbers(2000)))))
print(list(window(numbers(6), 3)))
def producer():
    for i in range(5):
        cmd = yield i
        if cmd == "stop": return "stopped"
def consumer():
    r = yield from producer()
    yield r
c = consumer()
print(next(c), c.send(None), c.send("stop"))

# expect: 855855
# expect: [(0, 1, 2), (1, 2, 3), (2, 3, 4), (3, 4, 5)]
# expect: 0 1 stopped
