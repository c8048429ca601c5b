def loop(n):
    s = 0
    for i in range(n):
        s += ord(chr(i & 127))
    return s


loop(20000)
