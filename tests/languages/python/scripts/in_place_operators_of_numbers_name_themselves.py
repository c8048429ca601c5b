# What an augmented assignment cannot do it says by its own name, for numbers as for others.
def attempt(f, *arguments):
    try:
        print(f(*arguments))
    except TypeError as error:
        print(error)


def exclusive(a, b):
    a ^= b
    return a


def shift(a, b):
    a <<= b
    return a


def matrix(a, b):
    a @= b
    return a


for a, b in (6, 3), (1, 0.5), (0.5, 1), (0.5, 0.5), (True, 2):
    attempt(exclusive, a, b)
# expect: 5
# expect: unsupported operand type(s) for ^=: 'int' and 'float'
# expect: unsupported operand type(s) for ^=: 'float' and 'int'
# expect: unsupported operand type(s) for ^=: 'float' and 'float'
# expect: 3
attempt(shift, 1, 60)
# expect: 1152921504606846976
attempt(shift, 1.0, 2)
# expect: unsupported operand type(s) for <<=: 'float' and 'int'
attempt(matrix, 1, 2)
# expect: unsupported operand type(s) for @=: 'int' and 'int'
