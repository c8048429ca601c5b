def wrapped(f):
    def wrapper(*args, **kwargs):
        return f(*args, **kwargs)

    return wrapper


@wrapped
def add(a, b=1, *, c=2):
    return a + b + c


def loop(n):
    s = 0
    for i in range(n):
        s += add(i)
    return s


loop(20000)
