class Row:
    def __getitem__(self, i):
        return i + 1

def loop(n):
    r = Row()
    s = 0
    for i in range(n):
        s += r[i]
    return s


loop(20000)
