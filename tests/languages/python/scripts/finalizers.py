import gc

log = []

class Noisy:
    def __init__(self, name):
        self.name = name
    def __del__(self):
        log.append(self.name)

class Child(Noisy):
    pass

class Phoenix:
    saved = None
    def __del__(self):
        log.append("phoenix")
        Phoenix.saved = self

class Cyclic:
    def __init__(self):
        self.other = Noisy("held by a cycle")
        self.me = self

def make(depth):
    if depth:
        return make(depth - 1)
    for i in range(30):
        Noisy(i)
        Child(-i)
        Cyclic()
        Phoenix()

def burn(depth):
    return burn(depth - 1) + 1 if depth else 0

make(10)
burn(60)
gc.collect()
print(log.count("held by a cycle") >= 20, len([x for x in log if isinstance(x, int)]) >= 40, log.count("phoenix") >= 20)
if Phoenix.saved:
    print(type(Phoenix.saved).__name__)

class Late:
    def __del__(self):
        print("at the end", self.name)
late = Late()
late.name = "late"

# expect: True True True
# expect: Phoenix
# expect: at the end late
