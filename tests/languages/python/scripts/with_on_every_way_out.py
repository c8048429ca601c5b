class Manager:
    def __init__(self, name, swallow=False): self.name, self.swallow = name, swallow
    def __enter__(self):
        print('enter', self.name)
        return self
    def __exit__(self, kind, value, traceback):
        print('exit', self.name, kind and kind.__name__)
        return self.swallow


def f():
    with Manager(1) as a, Manager(2, True) as b:
        print(a.name, b.name)
        1 / 0
    for i in range(3):
        with Manager(i):
            if i == 1: break
            continue
    with (Manager('p') as a, Manager('q')): return a.name


def g():
    try:
        with Manager('x'):
            with Manager('y', True): raise ValueError
            raise KeyError
    except KeyError: return 'ok'


print(f(), g())

# expect: enter 1
# expect: enter 2
# expect: 1 2
# expect: exit 2 ZeroDivisionError
# expect: exit 1 None
# expect: enter 0
# expect: exit 0 None
# expect: enter 1
# expect: exit 1 None
# expect: enter p
# expect: enter q
# expect: exit q None
# expect: exit p None
# expect: enter x
# expect: enter y
# expect: exit y ValueError
# expect: exit x KeyError
# expect: p ok
