#!/usr/bin/python3
"""Imports as CPython has them: what programs of several files print here and there. import_test.py PROGRAM [--peer]

Every case is a folder of files and a command; `expect` is what it prints, which --peer checks with CPython instead.
"""
import os
import re
import subprocess
import sys
import tempfile

program = os.path.abspath(sys.argv[1])
passed = failed = 0


def run(folder, *arguments, **environment):
    variables = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    variables.update({"HOME": folder, **environment})
    done = subprocess.run([program, *arguments], capture_output=True, cwd=folder, env=variables, timeout=60)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def write(folder, files):
    for name, text in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as out:
            out.write(text)


def check(name, got, wanted):
    global passed, failed
    if got == wanted:
        passed += 1
    else:
        failed += 1
        print(f"{name}: expected {wanted!r}, got {got!r}")


def case(name, files, arguments, expect, status=0, error=None, **environment):
    with tempfile.TemporaryDirectory() as folder:
        write(folder, files)
        got = run(folder, *arguments, **environment)
        shown = got[1].replace(os.path.realpath(folder), "DIR").replace(folder, "DIR")
        check(name, (got[0], shown), (status, expect))
        if error is not None:
            check(name + ": error", (got[2].strip().split("\n") or [""])[-1].replace(os.path.realpath(folder), "DIR").replace(folder, "DIR"), error)
        elif status == 0 and got[2]:
            check(name + ": error", got[2], "")


package = {
    "pack/__init__.py": "value = 1\nfrom . import one\n",
    "pack/one.py": "from . import two\nfrom .two import name\n",
    "pack/two.py": "name = __name__\n",
    "pack/sub/__init__.py": "",
    "pack/sub/deep.py": "from ..two import name\nfrom ... import nothing\n",
    "pack/__main__.py": "import sys\nprint(__name__, __package__, __spec__.name, sys.argv[1:])\n",
}
case("package", package, ["-c", "import pack.one; print(pack.one.name, pack.two.name, pack.__path__, pack.__file__, pack.one.__package__)"],
     "pack.two pack.two ['DIR/pack'] DIR/pack/__init__.py pack\n")
case("beyond the top", package, ["-c", "import pack.sub.deep"], "", 1, "ImportError: attempted relative import beyond top-level package")
case("script's folder", {"a/main.py": "import helper; print(helper.x)", "a/helper.py": "x = 5"}, ["a/main.py"], "5\n")
case("circular attribute", {"x.py": "import y\nz = 1\n", "y.py": "import x\nx.z\n"}, ["-c", "import x"], "", 1,
     "AttributeError: partially initialized module 'x' has no attribute 'z' (most likely due to a circular import)")
case("circular name", {"x.py": "import y\nz = 1\n", "y.py": "from x import z\n"}, ["-c", "import x"], "", 1,
     "ImportError: cannot import name 'z' from partially initialized module 'x' (most likely due to a circular import) (DIR/x.py)")
case("error attributes", {"m.py": ""}, ["-c", """if 1:
    try: from m import q
    except ImportError as e: print(e.name, e.path, e.msg)
    try: import nope.x
    except ImportError as e: print(e.name, e.path, e)
    try: import m.x
    except ImportError as e: print(e.name, e)
    import sys
    sys.modules['blocked'] = None
    try: import blocked
    except ImportError as e: print(e.name, e)
    try: __import__('')
    except ValueError as e: print(e)
    try: __import__('m', level=-1)
    except ValueError as e: print(e)
    try: __import__('m', {}, level=1)
    except KeyError as e: print(e)
    """],
     "m DIR/m.py cannot import name 'q' from 'm' (DIR/m.py)\nnope None No module named 'nope'\nm.x No module named 'm.x'; 'm' is not a package\n"
     "blocked import of blocked halted; None in sys.modules\nEmpty module name\nlevel must be >= 0\n\"'__name__' not in globals\"\n")
case("__import__ replaced", {"m.py": "x = 1"}, ["-c", """if 1:
    import builtins
    old = builtins.__import__
    def new(name, globals=None, locals=None, fromlist=(), level=0):
        print('import', name, fromlist, level)
        return old(name, globals, locals, fromlist, level)
    builtins.__import__ = new
    import m
    from m import x
    builtins.__import__ = old
    import m as again
    print(again.x)
    """], "import m None 0\nimport m ('x',) 0\n1\n")
case("module __getattr__", {"m.py": "def __getattr__(name):\n  if name == 'q': return 7\n  raise AttributeError(name)\n"},
     ["-c", "import m; from m import q; print(m.q, q, hasattr(m, 'r'))"], "7 7 False\n")
case("__all__", {"m.py": "__all__ = ['a', '_b']\na = 1\n_b = 2\nc = 3\n"}, ["-c", "from m import *; print(a, _b, 'c' in dir())"], "1 2 False\n")
case("__all__ names a submodule", {"p/__init__.py": "__all__ = ['s']", "p/s.py": "v = 3"}, ["-c", "from p import *; print(s.v)"], "3\n")
case("bad __all__", {"m.py": "__all__ = [1]\n"}, ["-c", "from m import *"], "", 1, "TypeError: Item in m.__all__ must be str, not int")
case("replaces itself", {"m.py": "import sys\nsys.modules[__name__] = 42\n"}, ["-c", "import m; print(m)"], "42\n")
case("removed when it fails", {"m.py": "import sys\n1/0\n"}, ["-c", "import sys\ntry: import m\nexcept ZeroDivisionError: print('m' in sys.modules)"], "False\n")
case("directory as a program", {"d/__main__.py": "import h, sys; print(h.x, __name__, sys.path[0], sys.argv)", "d/h.py": "x = 1"}, ["d", "q"],
     "1 __main__ DIR/d ['d', 'q']\n")
case("PYTHONPATH", {"lib/m.py": "x = 'found'"}, ["-c", "import m; print(m.x)"], "found\n", PYTHONPATH="lib")
case("-E", {"lib/m.py": "x = 'found'"}, ["-E", "-c", "import m; print(m.x)"], "", 1, "ModuleNotFoundError: No module named 'm'", PYTHONPATH="lib")
case("-I", {"m.py": "x = 'found'"}, ["-I", "-c", "import m"], "", 1, "ModuleNotFoundError: No module named 'm'")
case("-P", {"m.py": "x = 'found'"}, ["-P", "-c", "import m"], "", 1, "ModuleNotFoundError: No module named 'm'")
case("-O", {"m.py": "assert 0\nprint(__debug__)"}, ["-O", "-c", "import m"], "False\n")
case("-OO", {"m.py": "'doc'\ndef f(): 'doc'\n"}, ["-OO", "-c", "import m; print(m.__doc__, m.f.__doc__)"], "None None\n")
case("-x", {"m.py": "this is no Python\nprint('ran')\n"}, ["-x", "m.py"], "ran\n")

# -- what needs importlib --
importlib_works = subprocess.run([program, "-c", "import importlib.util, runpy"], capture_output=True).returncode == 0
if importlib_works:
    case("__spec__", package, ["-c", """if 1:
        import pack.one as m, math, sys
        print(m.__spec__.name, m.__spec__.parent, m.__spec__.has_location, m.__spec__.origin == m.__file__, type(m.__loader__).__name__)
        print(math.__spec__.origin, math.__loader__.__name__, __spec__, __loader__.__name__)
        import pack
        print(pack.__spec__.submodule_search_locations, pack.__spec__.parent, pack.__spec__.cached == pack.__cached__)
        print([f.__name__ for f in sys.meta_path if hasattr(f, '__name__')], sys.path_importer_cache is not None)
        """], "pack.one pack True True SourceFileLoader\nbuilt-in BuiltinImporter None BuiltinImporter\n['DIR/pack'] pack True\n"
         "['BuiltinImporter', 'FrozenImporter', 'PathFinder'] True\n")
    case("importlib", {**package, "m.py": "count = globals().get('count', 0) + 1"}, ["-c", """if 1:
        import importlib, importlib.util, sys
        m = importlib.import_module('m')
        print(m.count, importlib.reload(m).count, importlib.import_module('.two', 'pack').name)
        print(importlib.util.find_spec('m').name, importlib.util.find_spec('nothing'), importlib.util.find_spec('pack.two').origin)
        spec = importlib.util.spec_from_file_location('other', 'm.py')
        made = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(made)
        print(made.count, made.__name__, 'other' in sys.modules)
        print(importlib.util.cache_from_source('/a/b.py') == '/a/__pycache__/b.' + sys.implementation.cache_tag + '.pyc')
        """], "1 2 pack.two\nm None DIR/pack/two.py\n1 other False\nTrue\n")
    case("meta_path", {}, ["-c", """if 1:
        import sys, importlib.machinery
        class Finder:
            def find_spec(self, name, path=None, target=None):
                print('asked', name)
                if name.startswith('made'): return importlib.machinery.ModuleSpec(name, self, is_package=True)
            def create_module(self, spec): return None
            def exec_module(self, module): module.x = module.__name__.upper()
        sys.meta_path.insert(0, Finder())
        import made.up
        print(made.up.x, made.__spec__.loader.__class__.__name__)
        try: import unmade
        except ImportError as e: print(e)
        del sys.meta_path[0]
        import colorsys
        """], "asked made\nasked made.up\nMADE.UP Finder\nasked unmade\nNo module named 'unmade'\n")
    case("namespace package", {"a/space/one.py": "v = 1", "b/space/two.py": "v = 2"}, ["-c", """if 1:
        import space.one, space.two
        print(space.one.v, space.two.v, len(space.__path__), space.__spec__.loader.__class__.__name__, hasattr(space, '__file__'))
        """], "1 2 2 NamespaceLoader True\n", PYTHONPATH="a:b")
    case("-m package", package, ["-m", "pack", "x"], "__main__ pack pack.__main__ ['x']\n")
    case("-m module", {"m.py": "import sys; print(__name__, __spec__.name, __file__, sys.argv[0] == __file__)"}, ["-m", "m"], "__main__ m DIR/m.py True\n")
    case("-m missing", {}, ["-m", "nothing"], "", 1, None)
    case("runpy", {"m.py": "result = __name__"}, ["-c", "import runpy; print(runpy.run_path('m.py', run_name='r')['result'], runpy.run_module('m')['result'])"], "r m\n")
    case("pkgutil", package, ["-c", "import pkgutil, pack; print([m.name for m in pkgutil.iter_modules(pack.__path__)], [m.name for m in pkgutil.walk_packages(pack.__path__, 'pack.')])"],
         "['__main__', 'one', 'sub', 'two'] ['pack.__main__', 'pack.one', 'pack.sub', 'pack.sub.deep', 'pack.two']\n")
    case("traceback without importlib's frames", {"m.py": "1/0", "p/q.py": "1/0"}, ["-c", """if 1:
        import traceback, sys
        for name in 'm', 'p.q':
            try: __import__(name)
            except ZeroDivisionError as e: print([f.name for f in traceback.extract_tb(e.__traceback__)])
        """], "['<module>', '<module>']\n['<module>', '<module>']\n")
    case("resources", {"p/__init__.py": "", "p/data.txt": "hello"}, ["-Wignore", "-c", "import importlib.resources as r; print(r.files('p').joinpath('data.txt').read_text(), r.read_text('p', 'data.txt'))"], "hello hello\n")

# -- the cache of compiled code --
if "--peer" not in sys.argv:
    with tempfile.TemporaryDirectory() as folder:
        write(folder, {"m.py": "x = 1\ndef f(a, b=(1, 2.5, 'c', b'd', None, ..., 1j, 10**30)): return a, b\nclass C:\n  v = frozenset({1}) if 1 in {1} else 0\n"})
        cached = os.path.join(folder, "__pycache__", "m.jwpython-311.pyc")
        show = ["-c", "import m; print(m.x, m.f(0)[1][:3], m.C.v)"]
        wanted = (0, "1 (1, 2.5, 'c') frozenset({1})\n", "")
        check("no cache with -B", (run(folder, "-B", *show), os.path.exists(cached)), (wanted, False))
        check("no cache if told", (run(folder, *show, PYTHONDONTWRITEBYTECODE="1"), os.path.exists(cached)), (wanted, False))
        check("cache is written", (run(folder, *show), os.path.exists(cached)), (wanted, True))
        first = os.stat(cached).st_mtime_ns
        check("cache is read", (run(folder, *show), os.stat(cached).st_mtime_ns), (wanted, first))
        with open(cached, "r+b") as out:
            out.truncate(60)
        check("short cache", run(folder, *show), wanted)
        content = open(cached, "rb").read()
        for place in range(0, len(content), 41):
            if place < 8 or 24 <= place < 32:
                with open(cached, "wb") as out:
                    out.write(content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1:])
                check(f"cache of another build, byte {place}", run(folder, *show), wanted)
        os.utime(os.path.join(folder, "m.py"), (1, 1))
        check("older source", run(folder, *show), wanted)
        write(folder, {"m.py": "x = 2\nf = lambda a: (0, ())\nclass C: v = 0\n"})
        check("changed source", run(folder, *show), (0, "2 () 0\n", ""))
        check("traceback from cached code", run(folder, "-c", "import m; m.f()")[2].split("\n")[-2],
              "TypeError: <lambda>() missing 1 required positional argument: 'a'")
        check("-O has its own", (run(folder, "-O", *show)[0], os.path.exists(cached.replace(".pyc", ".opt-1.pyc"))), (0, True))
    with tempfile.TemporaryDirectory() as folder:
        write(folder, {"m.py": "x = 1", "__pycache__": "a file where the folder should be"})
        for _ in range(2):
            check("second place", run(folder, "-c", "import m; print(m.x)"), (0, "1\n", ""))
        check("second place is used", os.path.exists(folder + "/.cache/jwpython" + os.path.realpath(folder) + "/m.pyc"), True)
    with tempfile.TemporaryDirectory() as folder:
        write(folder, {"m.py": "x = 1"})
        check("prefix", run(folder, "-c", "import m; print(m.__cached__)", PYTHONPYCACHEPREFIX=folder + "/p"),
              (0, folder + "/p" + os.path.realpath(folder) + "/m.jwpython-311.pyc\n", ""))
        check("prefix is used", os.path.exists(folder + "/p" + os.path.realpath(folder) + "/m.jwpython-311.pyc"), True)

print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
