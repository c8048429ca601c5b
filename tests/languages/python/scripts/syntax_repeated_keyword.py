f(a=1, a=2)

# expect error: SyntaxError: keyword argument repeated: a
