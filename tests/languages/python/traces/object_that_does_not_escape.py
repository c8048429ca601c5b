class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y
    def add(self, other):
        return Point(self.x + other.x, self.y + other.y)

def loop(n):
    p = Point(0, 0)
    d = Point(1, 2)
    for i in range(n):
        p = p.add(d)
    return p.x + p.y


loop(20000)
