a + b = 1

# expect error: SyntaxError: cannot assign to expression here. Maybe you meant '==' instead of '='?
