i = 0
while i < 10:
    i += 1
    if i == 3: continue
    if i == 6: break
    print(i, end=" ")
else:
    print("no break")
print()
for x in range(3):
    pass
else:
    print("else", x)
for x in range(10, 0, -3): print(x, end=",")
print()
for i, (a, b) in enumerate([(1, 2), (3, 4)]): print(i, a, b)
for k in {"a": 1, "b": 2}: print(k)
for c in "héllo": print(c, end="|")
print()
total = 0
for i in range(100):
    for j in range(i):
        if j > 5: break
        if (i + j) % 2: continue
        total += i * j
print(total)
while True:
    break

# expect: 1 2 4 5 
# expect: else 2
# expect: 10,7,4,1,
# expect: 0 1 2
# expect: 1 3 4
# expect: a
# expect: b
# expect: h|é|l|l|o|
# expect: 37114
