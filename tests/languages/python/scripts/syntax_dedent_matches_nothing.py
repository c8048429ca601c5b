if 1:
    if 2:
        pass
      x = 1

# expect error: IndentationError: unindent does not match any outer indentation level
