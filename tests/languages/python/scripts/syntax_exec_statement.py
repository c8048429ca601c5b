exec 'x = 1'

# expect error: SyntaxError: Missing parentheses in call to 'exec'. Did you mean exec(...)?
