k = 3

def loop(n):
    s = 0
    for i in range(n):
        s += k
    return s


loop(20000)
