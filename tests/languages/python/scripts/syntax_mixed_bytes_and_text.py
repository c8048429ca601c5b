x = 'a' b'b'

# expect error: SyntaxError: cannot mix bytes and nonbytes literals
