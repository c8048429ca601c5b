class Animal:
    kind = "animal"
    def __init__(self, name): self.name = name
    def speak(self): return self.name + " " + self.sound()
    def sound(self): return "..."
    def __repr__(self): return f"{type(self).__name__}({self.name!r})"
class Dog(Animal):
    kind = "dog"
    def sound(self): return "woof"
class Puppy(Dog):
    def __init__(self, name, age):
        super().__init__(name)
        self.age = age
    def sound(self): return super().sound() + "!"
p = Puppy("rex", 1)
print(p.speak(), Dog("d").speak(), Animal("a").speak(), p, [p], str(p))
print(p.kind, Animal.kind, isinstance(p, Animal), issubclass(Dog, Puppy), type(p).__mro__)
p.kind = "special"
print(p.kind, Puppy.kind, p.__dict__, vars(p))
del p.kind
print(p.kind)
try:
    p.nothing
except AttributeError as e:
    print(e)
try:
    Puppy.nothing
except AttributeError as e:
    print(e)
print(Puppy.__name__, Puppy.__bases__, Puppy.__module__, p.__class__ is Puppy, Animal.speak.__qualname__)

# expect: rex woof! d woof a ... Puppy('rex') [Puppy('rex')] Puppy('rex')
# expect: dog animal True False (<class '__main__.Puppy'>, <class '__main__.Dog'>, <class '__main__.Animal'>, <class 'object'>)
# expect: special dog {'name': 'rex', 'age': 1, 'kind': 'special'} {'name': 'rex', 'age': 1, 'kind': 'special'}
# expect: dog
# expect: 'Puppy' object has no attribute 'nothing'
# expect: type object 'Puppy' has no attribute 'nothing'
# expect: Puppy (<class '__main__.Dog'>,) __main__ True Animal.speak
