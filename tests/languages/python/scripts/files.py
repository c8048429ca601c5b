path = "written.txt"
with open(path, "w") as f:
    print(f.write("line 1\nline 2\n"), f.name == path, f.mode)
    f.writelines(["a\n", "é\n"])
    print("printed", file=f)
with open(path) as f:
    print(f.readline(), f.read(4), f.readlines())
print([line.rstrip() for line in open(path)], f.closed)
with open(path, "rb") as f: print(f.read()[-15:])
with open(path, "a") as f: f.write("end")
with open(path) as f: print(len(f.read()), f.read())
try:
    open("/nonexistent/file")
except FileNotFoundError as e:
    print(e, e.errno, isinstance(e, OSError))
try:
    f.read()
except ValueError as e:
    print(e)
try:
    open(path, "q")
except ValueError as e:
    print(e)

# expect: 14 True w
# expect: line 1
# expect:  line [' 2\n', 'a\n', 'é\n', 'printed\n']
# expect: ['line 1', 'line 2', 'a', 'é', 'printed'] True
# expect: b'2\na\n\xc3\xa9\nprinted\n'
# expect: 29 
# expect: [Errno 2] No such file or directory: '/nonexistent/file' 2 True
# expect: I/O operation on closed file.
# expect: invalid mode: 'q'
