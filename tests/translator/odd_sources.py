#!/usr/bin/env python3
"""odd_sources.py CLANG PLUGIN INCLUDE SOURCE…: whatever is fed to the plugin, with whatever options, clang ends with code or with a diagnostic, never by a crash
or an internal error. Beside the given sources a few are made up here: templates, lambdas, coroutines, exceptions, variable arguments, a large file."""
import itertools
import os
import subprocess
import sys
import tempfile

clang, plugin, include = sys.argv[1:4]
given = sys.argv[4:]

PORTAL = """
#include <jitwright/jit.h>
static jw::Driver driver{"odd"};
%s
long run(const unsigned char* code, long n) {
  unsigned pc = 0;
  for (;;) {
    JW_MERGE_POINT(driver, pc, code);
    switch (code[pc++]) {
      %s
      case 1: pc = 0; JW_CAN_ENTER_JIT(driver, pc, code); break;
      default: return n;
    }
  }
}
"""
MADE = {
    "templates": PORTAL % ("template <class T, int N> struct Ring { T items[N]; JW_IMMUTABLE int size; T& at(int i) { return items[i % N]; } };\n"
                           "template <class... T> long sum(T... x) { return (0 + ... + x); }",
                           "case 0: { Ring<long, 8> ring{}; ring.at(static_cast<int>(n)) += sum(n, 1, 2u); n += ring.items[3]; break; }"),
    "lambdas": PORTAL % ("#include <functional>\ntemplate <class F> long twice(F f, long x) { return f(f(x)); }",
                         "case 0: { auto add = [&n, code](long x) { return x + n + code[0]; }; n = twice(add, n); "
                         "std::function<long(long)> g = add; n += g(n); break; }"),
    "coroutines": PORTAL % ("#include <coroutine>\nstruct Task { struct promise_type { Task get_return_object() { return {}; } std::suspend_never initial_suspend() "
                            "noexcept { return {}; } std::suspend_never final_suspend() noexcept { return {}; } void return_void() {} void "
                            "unhandled_exception() {} }; };\nTask task(long* n) { *n += 1; co_await std::suspend_never{}; *n += 2; }", "case 0: task(&n); break;"),
    "exceptions": PORTAL % ("#include <stdexcept>\n#include <string>\nlong risky(long n) { try { if (n > 5) throw std::runtime_error(std::to_string(n)); return n; } "
                            "catch (const std::exception&) { return 0; } catch (...) { throw; } }", "case 0: { std::string s(3, 'x'); n += risky(n) + s.size(); break; }"),
    "catching portal": PORTAL % ("void f();", "case 0: try { f(); } catch (int x) { n = x; } break;"),
    "unusual values": PORTAL % ("#include <stdarg.h>\nstruct Big { long a[6]; };\nBig big(Big);\nlong many(int, ...);\ntypedef int v4 __attribute__((vector_size(16)));\n"
                                "static v4 lanes; static _Atomic long shared_count;\nextern thread_local long own;",
                                "case 0: { Big b{}; b = big(b); lanes += lanes; n += many(3, n, 1.5) + b.a[2] + lanes[1]; shared_count += 1; own += n; "
                                "long double x = n; x *= x; n = static_cast<long>(x); __int128 wide = n; wide *= wide; n = wide >> 64; char local[n & 15]; local[0] = 1; "
                                "n += local[0]; asm volatile(\"nop\"); break; }"),
    "two portals": PORTAL % ("", "case 0: n++; break;") + (PORTAL % ("", "case 2: n--; break;")).replace("run(", "run_again(").replace("driver", "driver2").replace("#include", "//"),
    "marker outside": "#include <jitwright/jit.h>\nlong f(long x) { jw::assert_green(x); return jw::promote(x) + jw::is_constant(x) + jw::in_jit(); }\n",
    "empty": "",
    "large": "#include <jitwright/jit.h>\n" + "".join("long f%d(long x, long* p) { if (x > %d) { p[%d] = x * %d; return f%d(x - 1, p); } return x ^ p[%d]; }\n" %
                                                      (i, i, i % 7, i, max(i - 1, 0), i % 5) for i in range(3000)),
}
OPTIONS = [["-O0"], ["-O1"], ["-O3", "-g"], ["-Os", "-fno-strict-aliasing"], ["-O2", "-flto=thin"], ["-O1", "-fsanitize=address"], ["-O2", "-fno-exceptions", "-fno-rtti"],
           ["-O2", "-fsanitize=undefined"], ["-O2", "-fprofile-generate"], ["-O2", "-fPIC", "-ffast-math", "-ftrapv"]]

problems, compiled, refused = [], 0, 0
with tempfile.TemporaryDirectory() as folder:
    sources = list(given)
    for name, text in MADE.items():
        sources.append(os.path.join(folder, name.replace(" ", "_") + ".cpp"))
        open(sources[-1], "w").write(text)
    for number, (source, options) in enumerate(itertools.product(sources, OPTIONS)):
        # Each source with some of the options, each option with some of the sources; the rest on request.
        if not os.environ.get("JW_ALL") and number % 3:
            continue
        c = source.endswith(".c")
        command = [clang if c else clang.replace("clang-", "clang++-"), "-std=c11" if c else "-std=c++20", *options, "-I", include, "-w", "-DJITWRIGHT_PLUGIN=1",
                   "-fpass-plugin=" + plugin, "-c", source, "-o", os.path.join(folder, "out.o")]
        done = subprocess.run(command, capture_output=True, text=True)
        text = done.stderr
        bad = done.returncode not in (0, 1) or "internal error" in text or "PLEASE submit" in text or "UNREACHABLE" in text
        told = "error: " in text and ("remedy" in text or "error: in function" in text or "exceptions" in text)
        if bad or (done.returncode == 1 and not told):
            problems.append("%s\nended with %d\n%s" % (" ".join(command), done.returncode, text[-3000:]))
        compiled += done.returncode == 0
        refused += done.returncode == 1
for problem in problems:
    print(problem)
print("%d compiled, %d refused with a diagnostic, %d problems" % (compiled, refused, len(problems)))
sys.exit(bool(problems))
