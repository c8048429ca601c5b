def f(n):
    out = []
    i = 0
    while True:
        i += 1
        if i % 2:
            if i == 5: continue
            elif i > 7: break
            else:
                try:
                    if i == 3: continue
                finally: out.append(-i)
        else:
            for j in range(i):
                if j == 3: break
            else:
                continue
        out.append(i)
        if not (i < n and (out or i)): return out, 'returned'
    return out


print(f(100), f(4))
print([a if a > 1 else b if b else 'no' for a in range(3) for b in (0, 1) if not (a == 0 and b)])

# expect: [-1, 1, -3, 4, 6, -7, 7, 8] ([-1, 1, -3, 4], 'returned')
# expect: ['no', 'no', 1, 2, 2]
