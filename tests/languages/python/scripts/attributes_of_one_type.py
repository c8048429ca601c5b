# What is claimed of an attribute holds whatever is stored into it, and however.
class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

class Named(Point):
    def __init__(self, x, y, name):
        Point.__init__(self, x, y)
        self.name = name

def total(points):
    result = 0
    for _ in range(40):
        for p in points:
            result += p.x * 2 + p.y
    return result

points = [Point(i, i + 1) for i in range(4)]
print(total(points))
def by_store(p): p.x = 0.5
def by_setattr(p): setattr(p, "y", 2.5)
def by_dict(p): p.__dict__["x"] = 1 << 60
def by_update(p): vars(p).update(x=0.25, y=True)
def by_dict_assignment(p): p.__dict__ = {"x": 1.5, "y": 1}
def by_class(p): p.__class__ = Named
def by_more(p):
    for name in "abcdefgh": setattr(p, name, 1)
    p.x = 7.5
def by_deletion(p):
    del p.x
    p.x = 3.25
def by_object_setattr(p): object.__setattr__(p, "x", 9)
for change in by_store, by_setattr, by_dict, by_update, by_dict_assignment, by_class, by_more, by_deletion, by_object_setattr:
    change(points[1])
    print(change.__name__, total(points), vars(points[1])["x"], type(points[1]).__name__)
    points[1] = Point(1, 2)
points.append(Named(1, 2, "n"))
print(total(points))
points.append(Named(0.5, 2, "n"))
print(total(points))

class Node:
    def __init__(self, value, next=None):
        self.value = value
        self.next = next
head = None
for i in range(30): head = Node(i, head)
def count(node):
    n = 0
    while node is not None:
        n += node.value
        node = node.next
    return n
print(count(head), count(head))
head.next.value = "text"
try:
    count(head)
except TypeError as error:
    print(error)

class Slotted:
    __slots__ = ("a", "b")
def fill(s, i):
    s.a = i
    s.b = i / 2 if i % 7 == 3 else i
    return s.a + s.b
s = Slotted()
print(sum(fill(s, i) for i in range(50)))

class Growing: pass
def grow(first):
    g = Growing()
    for i in range(12): setattr(g, "a%d" % i, first + i)
    return g.a0 + g.a11 + g.a5
print([grow(i) for i in (1, 2, 2.5, 3)], sum(grow(i) for i in range(60)))

class Copied:
    def __init__(self): self.items, self.count = [], 0
import copy
c = copy.copy(Copied())
c.count = 1.5
print(c.count + copy.deepcopy(c).count, Copied().count)

class Changing:
    pass
change = Changing()
seen = []
for i in range(60):
    change.value = (i, i * 0.5, "s", [i], None, (i,))[i // 10]
    seen.append(type(change.value).__name__)
print(seen[::10])
# expect: 880
# expect: by_store 840.0 0.5 Point
# expect: by_setattr 900.0 1 Point
# expect: by_dict 92233720368547758880 1152921504606846976 Point
# expect: by_update 780.0 0.25 Point
# expect: by_dict_assignment 880.0 1.5 Point
# expect: by_class 880 1 Named
# expect: by_more 1400.0 7.5 Point
# expect: by_deletion 1060.0 3.25 Point
# expect: by_object_setattr 1520 9 Point
# expect: 1040
# expect: 1160.0
# expect: 435 435
# expect: unsupported operand type(s) for +=: 'int' and 'str'
# expect: 2366.0
# expect: [19, 22, 23.5, 25] 6270
# expect: 3.0 0
# expect: ['int', 'float', 'str', 'list', 'NoneType', 'tuple']
