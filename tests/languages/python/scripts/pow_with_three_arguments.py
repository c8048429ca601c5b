def t(f):
    try: print(f())
    except BaseException as e: print(type(e).__name__, e)
t(lambda: pow(1, 2, 3.0)); t(lambda: pow(1, 2.0, 3)); t(lambda: pow(2.0, 3, 4)); t(lambda: pow(3, 4, 5)); t(lambda: pow(3, -1, 7)); t(lambda: pow(1, "a", 3)); t(lambda: pow(1, 2, None)); t(lambda: pow("a", 2, 3)); t(lambda: pow(True, 2, 3)); t(lambda: (5).__pow__(2, 3.0))
class P:
    def __pow__(self, e, m=None): return "P", e, m
    def __rpow__(self, b, m=None): return "rP", b, m
t(lambda: pow(P(), 2, 3)); t(lambda: pow(P(), 2)); t(lambda: pow(2, P()))

# expect: TypeError pow() 3rd argument not allowed unless all arguments are integers
# expect: TypeError pow() 3rd argument not allowed unless all arguments are integers
# expect: TypeError pow() 3rd argument not allowed unless all arguments are integers
# expect: 1
# expect: 5
# expect: TypeError unsupported operand type(s) for ** or pow(): 'int', 'str', 'int'
# expect: 1
# expect: TypeError unsupported operand type(s) for ** or pow(): 'str', 'int', 'int'
# expect: 1
# expect: NotImplemented
# expect: ('P', 2, 3)
# expect: ('P', 2, None)
# expect: ('rP', 2, None)
