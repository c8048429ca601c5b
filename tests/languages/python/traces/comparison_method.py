class V:
    def __init__(self, x):
        self.x = x
    def __lt__(self, other):
        return self.x < other.x

def loop(n):
    v = V(0)
    w = V(1)
    s = 0
    for i in range(n):
        if v < w:
            s += 1
    return s


loop(20000)
