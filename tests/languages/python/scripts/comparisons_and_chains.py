print(1 < 2 < 3, 1 < 3 < 2, 1 == 1.0 == True, "a" < "b" <= "b", [1, 2] < [1, 3], (1,) < (1, 0))
x = 5
print(0 <= x < 10, not x > 3, x is x, x is not None, x in [1, 5], x not in (5,))
def f(v):
    print("f", v)
    return v
print(f(1) < f(5) < f(3) < f(10))
print(None == None, None != 0, "a" != 1, [] == [], {1: 2} == {1: 2}, {1, 2} == {2, 1})
try:
    1 < "a"
except TypeError as e:
    print(e)

# expect: True False True True True True
# expect: True False True True True False
# expect: f 1
# expect: f 5
# expect: f 3
# expect: False
# expect: True True True True True True
# expect: '<' not supported between instances of 'int' and 'str'
