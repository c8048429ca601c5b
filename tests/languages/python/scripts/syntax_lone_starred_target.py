*a = c

# expect error: SyntaxError: starred assignment target must be in a list or tuple
