def many(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p):
    q = a + b + c + d
    r = e + f + g + h
    s = i + j + k + l
    t = m + n + o + p
    return [q, r, s, t, q * r * s * t]
print(many(*range(16)))
print(many(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, p=1, o=2))
src = "def big(" + ", ".join(f"a{i}" for i in range(300)) + "):\n  return " + " + ".join(f"a{i}" for i in range(300))
exec(src)
print(big(*range(300)))
exec("\n".join(f"v{i} = {i}" for i in range(500)))
print(v499)
def variables():
    exec_list = [i for i in range(100)]
    a0 = a1 = a2 = a3 = 5
    return sum(exec_list) + a0 + a1 + a2 + a3
print(variables())

# expect: [6, 22, 38, 54, 270864]
# expect: [10, 26, 42, 30, 327600]
# expect: 44850
# expect: 499
# expect: 4970
