def f(x):
    match x:
        case 0: return "zero"
        case 1 | 2: return "small"
        case str() as s if len(s) > 3: return "long " + s
        case "a": return "letter a"
        case [a, b]: return f"pair {a} {b}"
        case [a, *rest]: return f"list {a} {rest}"
        case {"k": v, **rest}: return f"dict {v} {rest}"
        case P(x=0, y=yy): return f"P on axis {yy}"
        case P(a, b): return f"P {a} {b}"
        case int() | float(): return "number"
        case None: return "none"
        case _: return "other"
class P:
    __match_args__ = ("x", "y")
    def __init__(self, x, y): self.x, self.y = x, y
for v in (0, 2, "hello", "a", [1, 2], [1, 2, 3], (4,), {"k": 1, "z": 2}, P(0, 5), P(1, 2), 7, 2.5, None, {1}, "b", []): print(f(v))

# expect: zero
# expect: small
# expect: long hello
# expect: letter a
# expect: pair 1 2
# expect: list 1 [2, 3]
# expect: list 4 []
# expect: dict 1 {'z': 2}
# expect: P on axis 5
# expect: P 1 2
# expect: number
# expect: number
# expect: none
# expect: other
# expect: other
# expect: other
