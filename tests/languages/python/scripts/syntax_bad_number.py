x = 12abc

# expect error: SyntaxError: invalid decimal literal
