class Point:
    def __init__(self):
        self.x = 0
        self.y = 2

def loop(n):
    p = Point()
    for i in range(n):
        p.x += p.y
    return p.x


loop(20000)
