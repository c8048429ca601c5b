ns = {"y": 10}
exec("x = y * 2\ndef f(a): return a + x", ns)
print(ns["x"], ns["f"](1), eval("f(5) + y", ns))
def local():
    v = 3
    exec("w = v + 1")
    return eval("v * 2")
print(local())
code = compile("a = 1\nb = a + 1", "<test>", "exec")
d = {}
exec(code, d)
print(d["b"], eval(compile("6 * 7", "<e>", "eval")))
try:
    eval("1 +")
except SyntaxError as e:
    print("SyntaxError", e.msg, e.lineno)
try:
    exec("def f(:\n pass")
except SyntaxError as e:
    print(type(e).__name__, e.filename)
exec("class Q:\n  z = 5\nprint(Q.z)")
print(eval("[i for i in range(3)]"), eval("x", {"x": "g"}, {"x": "l"}))

# expect: 20 21 35
# expect: 6
# expect: 2 42
# expect: SyntaxError invalid syntax 1
# expect: SyntaxError <string>
# expect: 5
# expect: [0, 1, 2] l
