x = """abc

more

# expect error: SyntaxError: unterminated triple-quoted string literal (detected at line 5)
