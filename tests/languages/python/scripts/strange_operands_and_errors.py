# pow with three arguments asks derived ints; methods say their names.
import types


class Number(int):
    def __pow__(self, exponent, modulus=None):
        return f"{int(self)}**{exponent}%{modulus}"


print(pow(Number(2), 3, 5), pow(2, Number(3), 5), pow(True, 3, 5))
# expect: 2**3%5 3 1


class Named:
    __name__ = "name"

    def __call__(self):
        pass


print(repr(types.MethodType(Named(), 1)))
# expect: <bound method name of 1>


class Outer:
    class Inner:
        @property
        def p(self):
            return 1


try:
    Outer.Inner().p = 2
except AttributeError as error:
    print(error)
# expect: property 'p' of 'Outer.Inner' object has no setter


class Suggesting:
    blech = 1

    def __getattr__(self, name):
        raise AttributeError(name)


try:
    Suggesting().bluch
except AttributeError as error:
    print(error.name, type(error.obj).__name__)
# expect: bluch Suggesting
try:
    ImportError("x", wrong=1)
except TypeError as error:
    print(error)
# expect: 'wrong' is an invalid keyword argument for ImportError()
for source in ("+".join(["a"] * 100000), "a" + ".b" * 100000):
    try:
        compile(source, "deep", "eval")
    except RecursionError as error:
        print(error)
# expect: maximum recursion depth exceeded during compilation
# expect: maximum recursion depth exceeded during compilation
