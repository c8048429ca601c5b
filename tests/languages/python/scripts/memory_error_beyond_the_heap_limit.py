# Memory beyond the limit is an error like any other: the program catches it, and what it had before is still there.
# options: -X heap_limit=12m


def catches(make):
    kept = [str(i) for i in range(1000)]
    try:
        make()
    except MemoryError as error:
        assert type(error) is MemoryError and error.args == ()
        return kept == [str(i) for i in range(1000)]
    return "no error"


class Node:
    def __init__(self, next):
        self.next = next


def chain():
    node = None
    while True:
        node = Node(node)


def grow_list():
    items = []
    while True:
        items.append(len(items))


def grow_dict():
    table = {}
    i = 0
    while True:
        table[i] = i
        i += 1


def grow_set():
    items = set()
    for i in range(10**9):
        items.add(i)


def grow_str():
    text = "x" * 1000
    while True:
        text += text


def nested(n):
    data = [0] * 1000
    return nested(n + 1) + data


def recursion():
    import sys
    sys.setrecursionlimit(10**6)
    try:
        nested(0)
    finally:
        sys.setrecursionlimit(1000)


for make in (
    lambda: [0] * 10**8,
    lambda: (0,) * 10**8,
    lambda: "ab" * 10**8,
    lambda: b"ab" * 10**8,
    lambda: bytes(10**9),
    lambda: bytearray(10**9),
    lambda: "x".ljust(10**9),
    lambda: "%1000000000d" % 5,
    lambda: list(range(10**9)),
    lambda: tuple(range(10**9)),
    lambda: set(range(10**9)),
    lambda: dict.fromkeys(range(10**9)),
    lambda: [i for i in range(10**9)],
    lambda: {i: i for i in range(10**9)},
    lambda: ",".join(str(i) for i in range(10**9)),
    lambda: 1 << 10**10,
    lambda: 3 ** (10**9),
    lambda: list(zip(range(10**9), range(10**9))),
    lambda: sorted(range(10**9)),
    chain,
    grow_list,
    grow_dict,
    grow_set,
    grow_str,
    recursion,
):
    print(catches(make), end=" ")
print()
# expect: True True True True True True True True True True True True True True True True True True True True True True True True True 

# And again, after each of them, there is room.
print(len([0] * 10**5), sum(range(10**5)))
# expect: 100000 4999950000


def unfinished():
    held = []
    while True:
        held.append([0] * 1000)


unfinished()
# expect error: MemoryError
