class Meta(type):
    def __new__(cls, name, bases, namespace, *, flavour="plain", **more):
        made = super().__new__(cls, name, bases, namespace, **more)
        made.flavour = flavour
        return made
    def __init__(cls, name, bases, namespace, **keywords):
        print("init", name, sorted(keywords))
class Base(metaclass=Meta):
    pass
made = type("Made", (Base,), {"x": 1}, flavour="sweet")
print(type(made).__name__, made.flavour, made.x)
plain = type("Plain", (), {})
print(type(plain).__name__)
# expect: init Base []
# expect: init Made ['flavour']
# expect: Meta sweet 1
# expect: type
