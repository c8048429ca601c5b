import sys
print("hi")
sys.exit(3)

# expect: hi
# expect error: 
# expect status: 3
