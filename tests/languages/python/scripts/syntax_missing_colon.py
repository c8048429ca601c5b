print('never printed')
if True
    print('x')

# expect error: SyntaxError: expected ':'
