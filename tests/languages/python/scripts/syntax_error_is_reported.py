print("never")
x = (1 +
y = 5

# expect error: SyntaxError: '(' was never closed
