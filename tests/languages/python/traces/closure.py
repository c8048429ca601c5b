def make(k):
    def add(x):
        return x + k
    return add

def loop(n):
    add = make(3)
    s = 0
    for i in range(n):
        s = add(s)
    return s


loop(20000)
