class C:
    def __enter__(self):
        return 1
    def __exit__(self, *a):
        return None

def loop(n):
    c = C()
    s = 0
    for i in range(n):
        with c as x:
            s += x
    return s


loop(20000)
