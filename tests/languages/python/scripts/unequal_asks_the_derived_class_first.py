# `!=` of an object and one of a derived class is the opposite of the derived class's `==`.
class Base:
    def __eq__(self, other):
        return True


class Derived(Base):
    def __eq__(self, other):
        return False


for i in range(3):
    print(Base() != Derived(), Derived() != Base(), Base() == Derived(), Base() != Base())
# expect: True True False False
# expect: True True False False
# expect: True True False False
