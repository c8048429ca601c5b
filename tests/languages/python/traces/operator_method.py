class V:
    def __init__(self, x):
        self.x = x
    def __add__(self, other):
        return V(self.x + other.x)

def loop(n):
    v = V(0)
    w = V(1)
    for i in range(n):
        v = v + w
    return v.x


loop(20000)
