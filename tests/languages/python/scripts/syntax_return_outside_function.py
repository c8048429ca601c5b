return 1

# expect error: SyntaxError: 'return' outside function
