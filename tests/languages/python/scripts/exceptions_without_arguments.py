# __new__ makes what __init__ completes.
print(repr(str(UnicodeDecodeError.__new__(UnicodeDecodeError))), OSError("x").filename2)
# expect: '' None
class Later(UnicodeDecodeError):
    def __init__(self): super().__init__("ascii", bytearray(b"\xff"), 0, 1, "no")
print(Later(), Later().object)
# expect: 'ascii' codec can't decode byte 0xff in position 0: no b'\xff'
try: UnicodeDecodeError("ascii")
except TypeError as error: print(error)
# expect: function takes exactly 5 arguments (1 given)
