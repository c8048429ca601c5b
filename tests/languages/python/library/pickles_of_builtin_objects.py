# Ranges, slices, singletons and methods survive pickle and copy.
import copy
import pickle

for value in (range(1, 10, 3), slice(1, None, 2), ..., NotImplemented, "abc".upper, str.upper, [1].append, dict.fromkeys):
    for protocol in range(6):
        again = pickle.loads(pickle.dumps(value, protocol))
        assert type(again) is type(value), value
        assert again == value or again.__name__ == value.__name__, value
print(copy.deepcopy([range(3), slice(1)]), copy.copy(...))
# expect: [range(0, 3), slice(None, 1, None)] Ellipsis


class Greeter:
    def greet(self):
        return "hello"


print(pickle.loads(pickle.dumps(Greeter().greet))())
# expect: hello
big = 10**30
print(slice(-big, big, 3).indices(10**20), slice(None, None, -big).indices(5), range(big)[5:-1], range(0, big, 7)[::-2][0])
# expect: (0, 100000000000000000000, 3) (4, -1, -1000000000000000000000000000000) range(5, 999999999999999999999999999999) 999999999999999999999999999999


class Same:
    def __eq__(self, other):
        return True


print(range(10).count(Same()), range(10).count(3.0), range(10).count(11))
# expect: 10 1 0
