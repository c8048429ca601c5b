import sys
class Yield:
    def __init__(self, v): self.v = v
    def __await__(self):
        r = yield self.v
        return r
async def agen(n):
    try:
        for i in range(n):
            got = await Yield(("io", i))
            r = yield (i, got)
            if r: print("sent", r)
    except ValueError as e:
        print("caught", e)
        yield "after"
    finally:
        print("cleanup")
def run(coro):
    """drive a coroutine; answers every request with a number"""
    log = []
    k = 0
    try:
        v = coro.send(None)
        while True:
            log.append(v)
            k += 10
            v = coro.send(k)
    except StopIteration as e:
        return e.value, log
async def main():
    out = []
    async for x in agen(3):
        out.append(x)
    else:
        out.append("else")
    return out
print(run(main()))
async def comps():
    a = [x async for x in agen(2)]
    b = {x[0]: x async for x in agen(2) if x[0]}
    c = {x async for x in agen(1)}
    g = (x[0] * 2 async for x in agen(3))
    d = [y async for y in g]
    e = [await Yield(i) for i in range(2)]
    return a, b, c, d, e
print(run(comps()))
async def sends():
    g = agen(5)
    print(await g.asend(None), await g.asend("hello"))
    print(await g.athrow(ValueError("boo")))
    try: await g.__anext__()
    except StopAsyncIteration as e: print("stop", e.args)
    print(await anext(g, "default"))
    await g.aclose()
    g = agen(5)
    await anext(g)
    await g.aclose()
    try: await anext(g)
    except StopAsyncIteration: print("closed")
    g = agen(1)
    await g.aclose()
    try: await g.asend(None)
    except StopAsyncIteration: print("closed too")
print(run(sends()))
async def bad():
    yield 1
    raise StopAsyncIteration
async def bad2():
    yield 1
    raise StopIteration
async def bad3():
    try: yield 1
    finally: yield 2
async def errors():
    for b in bad, bad2:
        try:
            async for _ in b(): pass
        except RuntimeError as e: print(e, repr(e.__cause__))
    g = bad3()
    await anext(g)
    try: await g.aclose()
    except RuntimeError as e: print(e)
    for x in 1, [1]:
        try:
            async for _ in x: pass
        except TypeError as e: print(e)
    class A:
        def __aiter__(self): return self
        def __anext__(self): return 1
    try:
        async for _ in A(): pass
    except TypeError as e: print(e, repr(e.__cause__))
    class B:
        def __aiter__(self): return 1
    try:
        async for _ in B(): pass
    except TypeError as e: print(e)
    class C:
        def __await__(self): return 1
    class D:
        def __await__(self): return bad4()
    async def bad4(): pass
    for c in C(), 1:
        try: await c
        except TypeError as e: print(e)
    try: aiter(1)
    except TypeError as e: print(e)
    try: anext(1)
    except TypeError as e: print(e)
    try: g.asend(1).send(2)
    except StopAsyncIteration as e: print(repr(e))
    a = agen(3)
    s = a.asend(None)
    print(s.send(None))
    try: a.asend(None).send(None)
    except RuntimeError as e: print(e)
    try: a.aclose().send(None)
    except RuntimeError as e: print(e)
    print(a.ag_running, a.__name__, a.ag_await is not None, type(s).__name__)
    try: s.send(5)
    except StopIteration as e: print(e.value)
    try: s.send(5)
    except RuntimeError as e: print(e)
print(run(errors()))
class Reader:
    def __init__(self, n): self.n = n
    def __aiter__(self): return self
    async def __anext__(self):
        if self.n == 0: raise StopAsyncIteration
        self.n -= 1
        await Yield("r")
        return self.n
async def reader():
    t = 0
    async for v in Reader(200):
        if v % 2: continue
        if v < 50: break
        t += v
    return t
print(run(reader())[0])
async def squares(n):
    for i in range(n): yield i * i
async def total():
    s = 0
    async for v in squares(5000): s += v
    s += sum([v async for v in squares(100)])
    return s
print(run(total())[0])
async def co(): return 7
c = co()
w = c.__await__()
print(type(w).__name__)
try: next(w)
except StopIteration as e: print(e.value)
try: c.send(None)
except RuntimeError as e: print(e)
try: iter(co())
except TypeError as e: print(e)
def gen():
    try: yield 1
    except ValueError as e: print(e.args); yield 3
g = gen(); next(g); print(g.throw(ValueError, (1, 2)))
g = gen(); next(g); print(g.throw(ValueError, "x"))
for args in [(1,), (ValueError(), 1), (ValueError, 1, 2), (int,)]:
    try: gen().throw(*args)
    except TypeError as e: print(e)
g.__name__ = "newname"; print(g.__name__)
async def with_async():
    class M:
        async def __aenter__(self): await Yield(1); return 5
        async def __aexit__(self, *a): print("exit", a[0]); return True
    async with M() as x, M():
        print(x); raise KeyError
    return [i async for i in squares(4) if await Yield(i)]
print(run(with_async()))
class Ends:
    def __iter__(self): return self
    def __next__(self): raise StopIteration("the end")
def delegating(): print((yield from Ends()))
list(delegating())

# expect: cleanup
# expect: ([(0, 10), (1, 20), (2, 30), 'else'], [('io', 0), ('io', 1), ('io', 2)])
# expect: cleanup
# expect: cleanup
# expect: cleanup
# expect: cleanup
# expect: (([(0, 10), (1, 20)], {1: (1, 40)}, {(0, 50)}, [0, 2, 4], [90, 100]), [('io', 0), ('io', 1), ('io', 0), ('io', 1), ('io', 0), ('io', 0), ('io', 1), ('io', 2), 0, 1])
# expect: sent hello
# expect: (0, 10) (1, 20)
# expect: caught boo
# expect: after
# expect: cleanup
# expect: stop ()
# expect: default
# expect: cleanup
# expect: closed
# expect: closed too
# expect: (None, [('io', 0), ('io', 1), ('io', 0)])
# expect: async generator raised StopAsyncIteration StopAsyncIteration()
# expect: async generator raised StopIteration StopIteration()
# expect: async generator ignored GeneratorExit
# expect: 'async for' requires an object with __aiter__ method, got int
# expect: 'async for' requires an object with __aiter__ method, got list
# expect: 'async for' received an invalid object from __anext__: int TypeError("object int can't be used in 'await' expression")
# expect: 'async for' received an object from __aiter__ that does not implement __anext__: int
# expect: __await__() returned non-iterator of type 'int'
# expect: object int can't be used in 'await' expression
# expect: 'int' object is not an async iterable
# expect: 'int' object is not an async iterator
# expect error: GeneratorExit
