# An attribute of a class that is bound again and again: what was learnt of the class stays true.
class Shape:
    count = 0
    names = ()

    def __init__(self):
        Shape.count += 1

    def area(self):
        return 1


class Square(Shape):
    hits = 0

    def area(self):
        type(self).hits += 1
        return 4 + self.hits % 2


class Wide(Square):
    pass


def run(n):
    total = 0
    for i in range(n):
        total += Square().area() + Shape().area() + Wide().area()
    return total


print(run(3000), Shape.count, Square.hits, Wide.hits, Square.count, Wide().count)
# expect: 30000 9000 3000 3001 9000 9001
square = Square()
square.hits = 5
Shape.count = "text"
print(Square.count, Wide.count, vars(Shape)["count"], "count" in vars(Shape), getattr(Wide, "count"))
# expect: text text text True text
Shape.names = (1,)
Shape.names += (2,)
print(Square.names, [key for key in vars(Shape) if not key.startswith("__")])
# expect: (1, 2) ['count', 'names', 'area']
print(square.hits, Square.hits)
# expect: 5 3000
Shape.count = lambda self: "a method"
print(square.count(), Wide.count(0))
# expect: a method a method
del Shape.count
print(hasattr(Square, "count"), "count" in vars(Shape))
# expect: False False
Shape.count = 1
Shape.count += 1
print(square.count)
# expect: 2
Square.hits = property(lambda self: "a property")
print(square.hits)
# expect: a property
