try:
    x
except A, B:
    pass

# expect error: SyntaxError: multiple exception types must be parenthesized
