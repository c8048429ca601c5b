def loop(n):
    s = 0
    for i in range(n):
        match i & 1:
            case 5:
                s += 1
            case _:
                s += 2
    return s


loop(20000)
