# BytesIO.getbuffer, pickling of files in memory, flush of closed files, a file that is its own name.
import io
import pickle

b = io.BytesIO(b"abcdef")
view = b.getbuffer()
view[1:3] = b"XY"
print(b.getvalue(), len(view), bytes(view[:2]))
view.release()
del view
# expect: b'aXYdef' 6 b'aX'
for protocol in range(2, 6):
    s = io.StringIO("line\nmore")
    s.readline()
    s.note = protocol
    t = pickle.loads(pickle.dumps(s, protocol))
    print(t.read(), t.note, pickle.loads(pickle.dumps(b, protocol)).getvalue())
# expect: more 2 b'aXYdef'
# expect: more 3 b'aXYdef'
# expect: more 4 b'aXYdef'
# expect: more 5 b'aXYdef'
for call in (lambda: b.__setstate__((b"", 0, 3)), lambda: pickle.dumps(open("/dev/null"))):
    try:
        call()
    except TypeError as e:
        print(e)
# expect: third item of state should be a dict, got a int
# expect: cannot pickle '_io.TextIOWrapper' object
print(pickle.loads(pickle.dumps([len, "a".join, io.open, open])) [0] is len, s.__dict__)
# expect: True {'note': 5}
raw = io.FileIO("/dev/null")
raw.name = raw
try:
    repr(raw)
except RuntimeError as e:
    print(e)
# expect: reentrant call inside _io.FileIO.__repr__
raw.close()
try:
    raw.flush()
except ValueError as e:
    print(e)
# expect: I/O operation on closed file.
