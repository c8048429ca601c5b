class Await:
    def __init__(self, v): self.v = v
    def __await__(self):
        x = yield self.v
        return x * 2
async def f(n):
    a = await Await(n)
    b = await Await(n + 1)
    return a + b
async def main():
    r = await f(1)
    async with CM() as c:
        r += c
    async for i in AI():
        r += i
    return r
class CM:
    async def __aenter__(self): return 100
    async def __aexit__(self, *a): return False
class AI:
    def __init__(self): self.i = 0
    def __aiter__(self): return self
    async def __anext__(self):
        self.i += 1
        if self.i > 3: raise StopAsyncIteration
        return self.i * 1000
c = main()
print(c.send(None), c.send(10))
try:
    c.send(20)
except StopIteration as e:
    print(e.value)
async def bad(): await 5
try:
    bad().send(None)
except TypeError as e:
    print(e)

# expect: 1 2
# expect: 6160
# expect: object int can't be used in 'await' expression
