try:
    assert 1 == 2, "message"
except AssertionError as e:
    print("AssertionError", e)
try:
    assert False
except AssertionError as e:
    print(repr(e))
assert True, "never"
print("ok")

# expect: AssertionError message
# expect: AssertionError()
# expect: ok
