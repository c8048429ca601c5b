def f():
print(1)

# expect error: IndentationError: expected an indented block after function definition on line 1
