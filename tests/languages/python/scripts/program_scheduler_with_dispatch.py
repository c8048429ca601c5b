class Task:
    def __init__(self, name, n): self.name, self.n, self.log = name, n, []
    def step(self): raise NotImplementedError
class Counter(Task):
    def step(self):
        self.n -= 1
        self.log.append(self.n)
        return self.n > 0
class Doubler(Task):
    def step(self):
        self.n *= 2
        return self.n < 1000
class Waiter(Task):
    state = "idle"
    def step(self):
        self.state = {"idle": "busy", "busy": "done"}[self.state]
        return self.state != "done"
queue = [Counter("c%d" % i, 20 + i) for i in range(5)] + [Doubler("d", 1), Waiter("w", 0)]
done, ticks = [], 0
while queue:
    t = queue.pop(0)
    ticks += 1
    if t.step(): queue.append(t)
    else: done.append(t.name)
print(ticks, done)

# expect: 122 ['w', 'd', 'c0', 'c1', 'c2', 'c3', 'c4']
