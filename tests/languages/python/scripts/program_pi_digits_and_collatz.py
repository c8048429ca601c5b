def pi(n):
    out, q, r, t, k, m, x = [], 1, 0, 1, 1, 3, 3
    while len(out) < n:
        if 4 * q + r - t < m * t:
            out.append(m)
            q, r, m = q * 10, 10 * (r - m * t), 10 * (3 * q + r) // t - 10 * m
        else:
            q, r, t, k, m, x = q * k, (2 * q + r) * x, t * x, k + 1, (q * (7 * k + 2) + r * x) // (t * x), x + 2
    return out
print("".join(map(str, pi(60))))
def collatz(n):
    steps = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps
print(max((collatz(i), i) for i in range(1, 1000)))
a = b = 0
for i in range(2000):
    a = (a * 6364136223846793005 + 1442695040888963407) % 2 ** 64
    b ^= a >> 33
print(a, b)

# expect: 314159265358979323846264338327950288419716939937510582097494
# expect: (178, 871)
# expect: 18444232571414700304 2012377377
