from collections import deque

def loop(n):
    d = deque([1, 2, 3])
    for i in range(n):
        d.append(d.popleft())
    return len(d)


loop(20000)
