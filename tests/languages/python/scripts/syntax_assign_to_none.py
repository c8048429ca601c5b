None = 1

# expect error: SyntaxError: cannot assign to None
