import sys
try:
    sys.exit("fatal thing")
finally:
    print("cleanup")

# expect: cleanup
# expect error: fatal thing
