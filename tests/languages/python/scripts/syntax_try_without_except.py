try:
    x = 1
y = 2

# expect error: SyntaxError: expected 'except' or 'finally' block
