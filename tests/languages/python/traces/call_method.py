class Adder:
    def __init__(self, k):
        self.k = k
    def __call__(self, x):
        return x + self.k

def loop(n):
    f = Adder(2)
    s = 0
    for i in range(n):
        s += f(i)
    return s


loop(20000)
