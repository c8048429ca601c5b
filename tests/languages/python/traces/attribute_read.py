class Point:
    def __init__(self):
        self.x = 3

p = Point()

def loop(n):
    s = 0
    q = p
    for i in range(n):
        s += q.x
    return s


loop(20000)
