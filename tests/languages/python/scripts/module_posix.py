# posix: files, directories, descriptors, processes.
import posix
import errno
import _stat

base = f"/tmp/jwpython_posix_{posix.getpid()}"
posix.mkdir(base)
here = posix.getcwd()
posix.chdir(base)
print(posix.getcwd() == base)
# expect: True
fd = posix.open("a.txt", posix.O_RDWR | posix.O_CREAT, 0o640)
print(posix.write(fd, b"hello world"))
# expect: 11
print(posix.lseek(fd, 6, 0), posix.read(fd, 100))
# expect: 6 b'world'
print(posix.pread(fd, 4, 1), posix.pwrite(fd, bytearray(b"HE"), 0))
# expect: b'ello' 2
s = posix.fstat(fd)
print(s.st_size, s[6], oct(_stat.S_IMODE(s.st_mode)), _stat.S_ISREG(s.st_mode), _stat.filemode(s.st_mode))
# expect: 11 11 0o640 True -rw-r-----
print(len(s), isinstance(s, tuple), type(s.st_mtime), int(s.st_mtime) == s[8], s.st_mtime_ns // 10**9 == s[8])
# expect: 10 True <class 'float'> True True
posix.close(fd)
try:
    posix.read(fd, 1)
except OSError as e:
    print(e.errno == errno.EBADF, e)
# expect: True [Errno 9] Bad file descriptor
posix.symlink("a.txt", "link")
print(posix.readlink("link"), posix.readlink(b"link"), posix.lstat("link").st_size)
# expect: a.txt b'a.txt' 5
posix.link("a.txt", "hard")
print(posix.stat("hard").st_nlink, posix.stat(b"hard").st_ino == posix.stat("a.txt").st_ino)
# expect: 2 True
posix.utime("hard", (1000, 2000.5))
print(posix.stat("hard").st_mtime)
# expect: 2000.5
posix.utime("hard", ns=(5, 7))
print(posix.stat("hard").st_mtime_ns)
# expect: 7
posix.mkdir("d")
with posix.scandir() as entries:
    for e in sorted(entries, key=lambda e: e.name):
        print(e.name, e.path, e.is_dir(), e.is_file(), e.is_symlink(), e)
# expect: a.txt ./a.txt False True False <DirEntry 'a.txt'>
# expect: d ./d True False False <DirEntry 'd'>
# expect: hard ./hard False True False <DirEntry 'hard'>
# expect: link ./link False True True <DirEntry 'link'>
print(sorted(posix.listdir(base)), sorted(posix.listdir(b".")))
# expect: ['a.txt', 'd', 'hard', 'link'] [b'a.txt', b'd', b'hard', b'link']
posix.rename("hard", "d/moved")
for call in (lambda: posix.stat("nothing"), lambda: posix.rmdir("d"), lambda: posix.rename("x", "y"), lambda: posix.mkdir("d"),
             lambda: posix.stat(1.5), lambda: posix.open("a\0b", 0), lambda: posix.stat(None)):
    try:
        call()
    except (OSError, TypeError, ValueError) as e:
        print(type(e).__name__, e)
# expect: FileNotFoundError [Errno 2] No such file or directory: 'nothing'
# expect: OSError [Errno 39] Directory not empty: 'd'
# expect: FileNotFoundError [Errno 2] No such file or directory: 'x' -> 'y'
# expect: FileExistsError [Errno 17] File exists: 'd'
# expect: TypeError stat: path should be string, bytes, os.PathLike or integer, not float
# expect: ValueError embedded null byte
# expect: TypeError stat: path should be string, bytes, os.PathLike or integer, not NoneType
posix.unlink("d/moved")
posix.rmdir("d")
posix.remove("a.txt")
posix.remove("link")
posix.chdir(here)
posix.rmdir(base)
print(posix.access(base, posix.F_OK), posix.access("/", posix.R_OK))
# expect: False True
r, w = posix.pipe()
child = posix.fork()
if child == 0:
    posix.write(w, b"from the child")
    posix._exit(7)
posix.close(w)
print(posix.read(r, 100))
# expect: b'from the child'
pid, status = posix.waitpid(child, 0)
print(pid == child, posix.WIFEXITED(status), posix.WEXITSTATUS(status), posix.waitstatus_to_exitcode(status))
# expect: True True 7 7
posix.putenv("JW_TEST", "set")
print(posix.waitstatus_to_exitcode(posix.system("test \"$JW_TEST\" = set")))
# expect: 0
print(len(posix.urandom(16)), posix.fspath("x"), posix.strerror(2), posix.cpu_count() > 0)
# expect: 16 x No such file or directory True
print(posix._path_normpath("/a/./b/../c//d"), posix._path_normpath("../../x/"), posix._path_normpath(""), posix._path_normpath("//a/.."))
# expect: /a/c/d ../../x . //
print(errno.errorcode[2], errno.ENOENT)
# expect: ENOENT 2
