class S:
    __slots__ = ("a", "b")
    def __init__(self): self.a = 1
s = S()
print(s.a)
try:
    s.c = 1
except AttributeError as e:
    print(e)
try:
    s.b
except AttributeError as e:
    print(e)
s.b = 2
print(s.b, hasattr(s, "__dict__"))
class T(S): pass
t = T()
t.c = 5
print(t.a, t.c, t.__dict__)

# expect: 1
# expect: 'S' object has no attribute 'c'
# expect: 'S' object has no attribute 'b'
# expect: 2 False
# expect: 1 5 {'c': 5}
