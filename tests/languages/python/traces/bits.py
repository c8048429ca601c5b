def loop(n):
    h = 0
    for i in range(n):
        h = ((h << 5) ^ (h >> 3) ^ i) & 0xffff
    return h


loop(20000)
