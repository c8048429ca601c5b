def f(n):
    bad = good = 0
    for i in range(n):
        try:
            if i % 3 == 0: raise ValueError(i)
            if i % 5 == 0: [][i]
            good += 1
        except ValueError as e:
            bad += e.args[0]
        except IndexError:
            bad += 1
        finally:
            good += 0
    return good, bad
print(f(600))
def risky(i):
    if i % 4 == 0: raise KeyError(i)
    return i
def g(n):
    t = 0
    for i in range(n):
        try:
            t += risky(i)
        except KeyError:
            t -= 1
    return t
print(g(600))
def h(n):
    for i in range(n):
        for j in range(n):
            if i * j == 250: return i, j
    return None
print(h(60))
d = {}
for i in range(500):
    try: d[i % 10] += 1
    except KeyError: d[i % 10] = 1
print(d)

# expect: (320, 59780)
# expect: 134850
# expect: (5, 50)
# expect: {0: 50, 1: 50, 2: 50, 3: 50, 4: 50, 5: 50, 6: 50, 7: 50, 8: 50, 9: 50}
