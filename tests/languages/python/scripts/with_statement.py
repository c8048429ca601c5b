class CM:
    def __init__(self, n, swallow=False): self.n, self.swallow = n, swallow
    def __enter__(self): print("enter", self.n); return self.n
    def __exit__(self, t, v, tb): print("exit", self.n, t and t.__name__, v); return self.swallow
with CM("a") as x, CM("b"):
    print("body", x)
with CM("c", True):
    raise ValueError("swallowed")
try:
    with CM("d"):
        raise KeyError("k")
except KeyError as e:
    print("got", e)
def f():
    with CM("e") as v:
        return v
print(f())
for i in range(2):
    with CM(i):
        if i == 0: continue
        break
with (CM("p") as p, CM("q") as q): print(p, q)
for bad in (5, type("H", (), {"__enter__": lambda s: s})()):
    try:
        with bad: pass
    except TypeError as e: print(e)

# expect: enter a
# expect: enter b
# expect: body a
# expect: exit b None None
# expect: exit a None None
# expect: enter c
# expect: exit c ValueError swallowed
# expect: enter d
# expect: exit d KeyError 'k'
# expect: got 'k'
# expect: enter e
# expect: exit e None None
# expect: e
# expect: enter 0
# expect: exit 0 None None
# expect: enter 1
# expect: exit 1 None None
# expect: enter p
# expect: enter q
# expect: p q
# expect: exit q None None
# expect: exit p None None
# expect: 'int' object does not support the context manager protocol
# expect: 'H' object does not support the context manager protocol (missed __exit__ method)
