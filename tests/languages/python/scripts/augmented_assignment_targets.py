class O: pass
o = O()
o.v = 1
o.v += 5
l = [1, 2, 3]
l[1] *= 10
d = {"k": [1]}
d["k"] += [2]
t = ([1],)
try: t[0] += [2]
except TypeError as e: print(e)
print(o.v, l, d, t)
a = b = [1]
a += [2]
print(b)
a = a + [3]
print(a, b)
s = "x"
s *= 3
n = 10
n //= 3; n **= 2; n %= 5; n -= 1; n <<= 2; n |= 1
print(s, n)
i = 0
def idx():
    global i
    i += 1
    return 0
l[idx()] += 1
print(i, l)

# expect: 'tuple' object does not support item assignment
# expect: 6 [1, 20, 3] {'k': [1, 2]} ([1, 2],)
# expect: [1, 2]
# expect: [1, 2, 3] [1, 2]
# expect: xxx 13
# expect: 1 [2, 20, 3]
