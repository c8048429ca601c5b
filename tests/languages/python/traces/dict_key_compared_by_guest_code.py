class Key:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __hash__(self):
        return hash((self.x, self.y))

    def __eq__(self, other):
        return (self.x, self.y) == (other.x, other.y)


def loop(n):
    table = {Key(1, 2): 3, Key(4, 5): 6}
    s = 0
    for i in range(n):
        s += table[Key(1, 2)]
    return s


loop(20000)
