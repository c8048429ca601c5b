def loop(n):
    s = 0
    for i in range(n):
        try:
            s += i
        except ValueError:
            s -= 1
        finally:
            s += 1
    return s


loop(20000)
