f(a.b=1)

# expect error: SyntaxError: expression cannot contain assignment, perhaps you meant "=="?
