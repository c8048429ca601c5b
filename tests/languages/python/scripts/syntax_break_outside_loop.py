if 1:
    break

# expect error: SyntaxError: 'break' outside loop
