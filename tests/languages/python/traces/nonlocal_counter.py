def make():
    c = 0
    def bump():
        nonlocal c
        c += 1
        return c
    return bump

def loop(n):
    bump = make()
    for i in range(n):
        bump()
    return bump()


loop(20000)
