def matmul(a, b):
    n, m, k = len(a), len(b[0]), len(b)
    c = []
    for i in range(n):
        row = []
        for j in range(m):
            s = 0.0
            for x in range(k):
                s += a[i][x] * b[x][j]
            row.append(s)
        c.append(row)
    return c
n = 25
a = [[(i * j) % 7 + 0.5 for j in range(n)] for i in range(n)]
b = [[(i + j) % 5 - 1.5 for j in range(n)] for i in range(n)]
c = matmul(a, matmul(a, b))
print(c[0][:3], c[n - 1][n - 1], sum(sum(r) for r in c))
def mandel(w, h, limit):
    rows = []
    for y in range(h):
        row = ""
        for x in range(w):
            cr, ci = 2.0 * x / w - 1.5, 2.0 * y / h - 1.0
            zr = zi = 0.0
            for i in range(limit):
                zr, zi = zr * zr - zi * zi + cr, 2 * zr * zi + ci
                if zr * zr + zi * zi > 4.0: break
            else:
                i = limit
            row += " .:-=+*#%@"[i * 9 // limit]
        rows.append(row)
    return rows
print("\n".join(mandel(40, 16, 50)))

# expect: [501.375, 536.875, 384.875] 3904.375 1945878.125
# expect:                           ....@         
# expect:                         .:.-@:.         
# expect:                       ...-@@@@+..       
# expect:                  .:@-.:@@@@@@@@@@-.:.:. 
# expect:                 .:.@@@@@@@@@@@@@@@@@@-. 
# expect:     .:..........=@@@@@@@@@@@@@@@@@@@@-#:
# expect:    ...:@=@@@=:.:@@@@@@@@@@@@@@@@@@@@@@:.
# expect: ..-..-@@@@@@@@@=@@@@@@@@@@@@@@@@@@@@@@: 
# expect: @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@... 
# expect: ..-..-@@@@@@@@@=@@@@@@@@@@@@@@@@@@@@@@: 
# expect:    ...:@=@@@=:.:@@@@@@@@@@@@@@@@@@@@@@:.
# expect:     .:..........=@@@@@@@@@@@@@@@@@@@@-#:
# expect:                 .:.@@@@@@@@@@@@@@@@@@-. 
# expect:                  .:@-.:@@@@@@@@@@-.:.:. 
# expect:                       ...-@@@@+..       
# expect:                         .:.-@:.         
