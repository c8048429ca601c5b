import _contextvars as c
v = c.ContextVar("v", default=3)
w = c.ContextVar("w")
print(v.get(), v.get(4), v.name)
try:
    w.get()
except LookupError as e:
    print(type(e).__name__)
t = v.set(5)
print(v.get(), t.var is v, t.old_value is c.Token.MISSING, c.Token.MISSING)
ctx = c.copy_context()
def inside(x, *, y):
    v.set(x + y)
    return v.get()
print(ctx.run(inside, 10, y=1), v.get(), ctx[v], len(ctx), v in ctx, w in ctx, ctx.get(w, "none"))
v.reset(t)
print(v.get())
try:
    v.reset(t)
except RuntimeError as e:
    print("RuntimeError", "has already been used once" in str(e))
try:
    ctx.run(ctx.run, print)
except RuntimeError as e:
    print("is already entered" in str(e))
print([k.name for k in ctx], [x for x in ctx.values()])

# expect: 3 4 v
# expect: LookupError
# expect: 5 True True <Token.MISSING>
# expect: 11 5 11 1 True False none
# expect: 3
# expect: RuntimeError True
# expect: True
# expect: ['v'] [11]
