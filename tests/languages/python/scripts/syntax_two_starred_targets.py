*a, *b = c

# expect error: SyntaxError: multiple starred expressions in assignment
