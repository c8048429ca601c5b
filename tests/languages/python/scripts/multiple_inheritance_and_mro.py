class A:
    def go(self): return ["A"]
class B(A):
    def go(self): return ["B"] + super().go()
class C(A):
    def go(self): return ["C"] + super().go()
class D(B, C):
    def go(self): return ["D"] + super().go()
print(D().go(), [c.__name__ for c in D.__mro__])
try:
    class E(A, B): pass
except TypeError as e:
    print(str(e).split("\n")[0])
class Mixin:
    def hello(self): return "hello " + self.name
class P(Mixin):
    def __init__(self): self.name = "p"
print(P().hello(), super(D, D()).go(), super(B, D()).go())

# expect: ['D', 'B', 'C', 'A'] ['D', 'B', 'C', 'A', 'object']
# expect: Cannot create a consistent method resolution
# expect: hello p ['B', 'C', 'A'] ['C', 'A']
