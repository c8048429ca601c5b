# input: first line
# input: 42
# input: third
# input: fourth
import sys
print(repr(input("prompt> ")))
print(int(input()) + 1)
print([line for line in sys.stdin])
try:
    input()
except EOFError as e:
    print("EOFError", e)

# expect: prompt> 'first line'
# expect: 43
# expect: ['third\n', 'fourth\n']
# expect: EOFError EOF when reading a line
