# A module's attribute that a hot loop took for constant is bound again, deleted, and bound once more.
import math


def total(n):
    s = 0
    for i in range(n):
        s += math.answer
    return s


math.answer = 2
print(total(5000))
math.answer = 3
print(total(5000))
for k in range(4):
    math.answer = k
    print(total(100))
del math.answer
try:
    total(10)
except AttributeError as error:
    print(error)
math.answer = 1.5
print(total(4000))
# expect: 10000
# expect: 15000
# expect: 0
# expect: 100
# expect: 200
# expect: 300
# expect: module 'math' has no attribute 'answer'
# expect: 6000.0
