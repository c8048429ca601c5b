print([x * x for x in range(6)], {x % 3 for x in range(9)}, {k: v for k, v in zip("abc", range(3))})
print([(x, y) for x in range(3) for y in range(x)], [[i * j for j in range(3)] for i in range(3)])
x = "outer"
print([x for x in range(3)], x)
print([a + b for a, b in [(1, 2), (3, 4)]], [y for y in [1, 2, 3, 4] if y > 1 if y < 4])
def f(n): return [i + n for i in range(3)]
print(f(10), sum(i for i in range(10) if i % 2), any(i > 3 for i in range(5)), all([]))
print([last := i for i in range(3)], last)
print({**{"a": 1}, "b": 2}, [*range(3), *"ab"], (*[1], 2), {*[1, 2], 2})
funcs = [lambda: i for i in range(2)]
print([g() for g in funcs], [(lambda y: y * k)(2) for k in range(3)])

# expect: [0, 1, 4, 9, 16, 25] {0, 1, 2} {'a': 0, 'b': 1, 'c': 2}
# expect: [(1, 0), (2, 0), (2, 1)] [[0, 0, 0], [0, 1, 2], [0, 2, 4]]
# expect: [0, 1, 2] outer
# expect: [3, 7] [2, 3]
# expect: [10, 11, 12] 25 True True
# expect: [0, 1, 2] 2
# expect: {'a': 1, 'b': 2} [0, 1, 2, 'a', 'b'] (1, 2) {1, 2}
# expect: [1, 1] [0, 2, 4]
