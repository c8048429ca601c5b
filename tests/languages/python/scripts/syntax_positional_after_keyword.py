f(a=1, 2)

# expect error: SyntaxError: positional argument follows keyword argument
