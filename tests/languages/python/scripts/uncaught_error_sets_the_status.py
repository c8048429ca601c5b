print("before")
def f():
    raise LookupError("nothing here")
f()
print("after")

# expect: before
# expect error: LookupError: nothing here
