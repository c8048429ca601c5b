x = 1 if y

# expect error: SyntaxError: expected 'else' after 'if' expression
