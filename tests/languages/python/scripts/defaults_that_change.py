# What a loop knows of a function's defaults is forgotten when they are set.
def step(x, by=1):
    return x + by


def keyword(x, *, by=2, more=3):
    return x + by + more


def run(n):
    total = 0
    for i in range(n):
        total = step(total)
        total += keyword(i, more=1)
        if i == n // 2:
            step.__defaults__ = (10,)
        if i == n - 5:
            keyword.__kwdefaults__ = {"by": 0, "more": 0}
    return total


print(run(4000))
# expect: 8031983
print(step(1))
# expect: 11
del step.__defaults__
try:
    print(step(1))
except TypeError as e:
    print(e)
# expect: step() missing 1 required positional argument: 'by'
