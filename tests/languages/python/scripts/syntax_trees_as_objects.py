import _ast
def dump(n):
    if isinstance(n, list): return "[" + ", ".join(map(dump, n)) + "]"
    if not isinstance(n, _ast.AST): return repr(n)
    at = "@%d:%d-%d:%d" % (n.lineno, n.col_offset, n.end_lineno, n.end_col_offset) if n._attributes else ""
    return type(n).__name__ + at + "(" + ", ".join(f + "=" + dump(getattr(n, f)) for f in n._fields) + ")"
def parse(s, mode="exec"): return compile(s, "<t>", mode, _ast.PyCF_ONLY_AST)
src = '''
"""doc"""
from __future__ import annotations
import a.b as c, d
from .x import (y as z, w)
from . import *
@dec(1)
def f(a, /, b: int = 1, *args, c, d=2, **kw) -> str:
    global g
    return lambda x, *, y=1: x + y ** 2
async def co():
    async for i in x: await i
    async with a as b, c: pass
    return [i async for i in y if i if not i]
class C(B, metaclass=M):
    x: int = 5
    y: str
    (z): int = 3
    def m(self): nonlocal_ = super().m(*a, **b)
x = y = (u, *rest) = [1, 2.5, 3j, "s", b"b", None, True, ...]
a[1:2, ::3].b += -1 if not x else ~y
del a, b[0], c.d
for i, (j, k) in {1: 2, **m}.items():
    if i < j <= k is not None in z: break
    elif i and j or k: continue
    else: pass
else: x = {1, 2, *s}
while (n := f()): yield_ = {k: v for k, v in z}; s = {q for q in z}
try: assert x, "m"
except (A, B) as e: raise X from e
except: raise
else: pass
finally: pass
try: pass
except* A: pass
with open(f) as (p, q): print(f"a{x!r:>{w}}b{y=}c")
match p:
    case 1 | "x" | -2.5 | None: pass
    case [a, *_, b] if a: pass
    case {"k": v, **rest}: pass
    case Point(1, y=2) as pt: pass
    case a.b: pass
    case _: pass
def g():
    x = yield
    yield 1, 2
    yield from g()
z = a if b else c
x @= 1; x //= 2; x <<= 3
'''
for statement in parse(src).body: print(dump(statement))
print(dump(parse("1 + 2", "eval")))
print(dump(parse("x = 1\n", "single")))
try: parse("x = (")
except SyntaxError as e: print(e)
t = parse(src := "def f(x, y=3, *, k=4):\n  return [x + 1, y, k, (lambda z: z + 5)(1)]\nprint(f(10))\nclass A:\n  v = 21\n  def m(self): return self.v, super().__repr__()[:3]\nprint(A().m(), f'{A.v!r:>5}|{7:03}')\nmatch [1, 2]:\n  case [2, *r]: print('two', r)\n  case _: print('no')\ntry: 1/0\nexcept ZeroDivisionError as e: print(e)\nfor i in range(1):\n  print(i, end=' ')\nelse: print('else')\ntry: raise ValueError\nexcept* ValueError as e: print(e)\n")
exec(compile(t, "<t>", "exec"))
def double(n):
    if isinstance(n, list):
        for x in n: double(x)
    elif isinstance(n, _ast.Constant) and type(n.value) is int: n.value *= 2
    elif isinstance(n, _ast.AST):
        for f in n._fields: double(getattr(n, f))
double(t)
exec(compile(t, "<t>", "exec"))
at = dict(lineno=1, col_offset=0)
e = _ast.BinOp(_ast.Constant(6, **at), _ast.Mult(), right=_ast.Constant(7, **at), **at)
print(eval(compile(_ast.Expression(e), "", "eval")))
print(e._fields, e.left.kind, _ast.Constant.__match_args__, _ast.BinOp.__mro__[1:], e.end_lineno)
for f in [lambda: _ast.BinOp(1, 2, 3, 4), lambda: _ast.Name("x", id="y"), lambda: compile(_ast.Module([_ast.Expr(_ast.Name("x"))], []), "", "exec"), lambda: compile(_ast.Module([1], []), "", "exec"), lambda: compile(parse("1"), "", "eval"), lambda: compile(_ast.Expression(_ast.Name("x", _ast.Load())), "", "eval")]:
    try: f()
    except Exception as e: print(type(e).__name__, str(e).split(" at ")[0])

# expect: Expr@2:0-2:9(value=Constant@2:0-2:9(value='doc', kind=None))
# expect: ImportFrom@3:0-3:34(module='__future__', names=[alias@3:23-3:34(name='annotations', asname=None)], level=0)
# expect: Import@4:0-4:18(names=[alias@4:7-4:15(name='a.b', asname='c'), alias@4:17-4:18(name='d', asname=None)])
# expect: ImportFrom@5:0-5:26(module='x', names=[alias@5:16-5:22(name='y', asname='z'), alias@5:24-5:25(name='w', asname=None)], level=1)
# expect: ImportFrom@6:0-6:15(module=None, names=[alias@6:14-6:15(name='*', asname=None)], level=1)
# expect: FunctionDef@8:0-10:39(name='f', args=arguments(posonlyargs=[arg@8:6-8:7(arg='a', annotation=None, type_comment=None)], args=[arg@8:12-8:18(arg='b', annotation=Name@8:15-8:18(id='int', ctx=Load()), type_comment=None)], vararg=arg@8:25-8:29(arg='args', annotation=None, type_comment=None), kwonlyargs=[arg@8:31-8:32(arg='c', annotation=None, type_comment=None), arg@8:34-8:35(arg='d', annotation=None, type_comment=None)], kw_defaults=[None, Constant@8:36-8:37(value=2, kind=None)], kwarg=arg@8:41-8:43(arg='kw', annotation=None, type_comment=None), defaults=[Constant@8:21-8:22(value=1, kind=None)]), body=[Global@9:4-9:12(names=['g']), Return@10:4-10:39(value=Lambda@10:11-10:39(args=arguments(posonlyargs=[], args=[arg@10:18-10:19(arg='x', annotation=None, type_comment=None)], vararg=None, kwonlyargs=[arg@10:24-10:25(arg='y', annotation=None, type_comment=None)], kw_defaults=[Constant@10:26-10:27(value=1, kind=None)], kwarg=None, defaults=[]), body=BinOp@10:29-10:39(left=Name@10:29-10:30(id='x', ctx=Load()), op=Add(), right=BinOp@10:33-10:39(left=Name@10:33-10:34(id='y', ctx=Load()), op=Pow(), right=Constant@10:38-10:39(value=2, kind=None)))))], decorator_list=[Call@7:1-7:7(func=Name@7:1-7:4(id='dec', ctx=Load()), args=[Constant@7:5-7:6(value=1, kind=None)], keywords=[])], returns=Name@8:48-8:51(id='str', ctx=Load()), type_comment=None)
# expect: AsyncFunctionDef@11:0-14:45(name='co', args=arguments(posonlyargs=[], args=[], vararg=None, kwonlyargs=[], kw_defaults=[], kwarg=None, defaults=[]), body=[AsyncFor@12:4-12:29(target=Name@12:14-12:15(id='i', ctx=Store()), iter=Name@12:19-12:20(id='x', ctx=Load()), body=[Expr@12:22-12:29(value=Await@12:22-12:29(value=Name@12:28-12:29(id='i', ctx=Load())))], orelse=[], type_comment=None), AsyncWith@13:4-13:30(items=[withitem(context_expr=Name@13:15-13:16(id='a', ctx=Load()), optional_vars=Name@13:20-13:21(id='b', ctx=Store())), withitem(context_expr=Name@13:23-13:24(id='c', ctx=Load()), optional_vars=None)], body=[Pass@13:26-13:30()], type_comment=None), Return@14:4-14:45(value=ListComp@14:11-14:45(elt=Name@14:12-14:13(id='i', ctx=Load()), generators=[comprehension(target=Name@14:24-14:25(id='i', ctx=Store()), iter=Name@14:29-14:30(id='y', ctx=Load()), ifs=[Name@14:34-14:35(id='i', ctx=Load()), UnaryOp@14:39-14:44(op=Not(), operand=Name@14:43-14:44(id='i', ctx=Load()))], is_async=1)]))], decorator_list=[], returns=None, type_comment=None)
# expect: ClassDef@15:0-19:47(name='C', bases=[Name@15:8-15:9(id='B', ctx=Load())], keywords=[keyword@15:11-15:22(arg='metaclass', value=Name@15:21-15:22(id='M', ctx=Load()))], body=[AnnAssign@16:4-16:14(target=Name@16:4-16:5(id='x', ctx=Store()), annotation=Name@16:7-16:10(id='int', ctx=Load()), value=Constant@16:13-16:14(value=5, kind=None), simple=1), AnnAssign@17:4-17:10(target=Name@17:4-17:5(id='y', ctx=Store()), annotation=Name@17:7-17:10(id='str', ctx=Load()), value=None, simple=1), AnnAssign@18:4-18:16(target=Name@18:5-18:6(id='z', ctx=Store()), annotation=Name@18:9-18:12(id='int', ctx=Load()), value=Constant@18:15-18:16(value=3, kind=None), simple=0), FunctionDef@19:4-19:47(name='m', args=arguments(posonlyargs=[], args=[arg@19:10-19:14(arg='self', annotation=None, type_comment=None)], vararg=None, kwonlyargs=[], kw_defaults=[], kwarg=None, defaults=[]), body=[Assign@19:17-19:47(targets=[Name@19:17-19:26(id='nonlocal_', ctx=Store())], value=Call@19:29-19:47(func=Attribute@19:29-19:38(value=Call@19:29-19:36(func=Name@19:29-19:34(id='super', ctx=Load()), args=[], keywords=[]), attr='m', ctx=Load()), args=[Starred@19:39-19:41(value=Name@19:40-19:41(id='a', ctx=Load()), ctx=Load())], keywords=[keyword@19:43-19:46(arg=None, value=Name@19:45-19:46(id='b', ctx=Load()))]), type_comment=None)], decorator_list=[], returns=None, type_comment=None)], decorator_list=[])
# expect: Assign@20:0-20:61(targets=[Name@20:0-20:1(id='x', ctx=Store()), Name@20:4-20:5(id='y', ctx=Store()), Tuple@20:8-20:18(elts=[Name@20:9-20:10(id='u', ctx=Store()), Starred@20:12-20:17(value=Name@20:13-20:17(id='rest', ctx=Store()), ctx=Store())], ctx=Store())], value=List@20:21-20:61(elts=[Constant@20:22-20:23(value=1, kind=None), Constant@20:25-20:28(value=2.5, kind=None), Constant@20:30-20:32(value=3j, kind=None), Constant@20:34-20:37(value='s', kind=None), Constant@20:39-20:43(value=b'b', kind=None), Constant@20:45-20:49(value=None, kind=None), Constant@20:51-20:55(value=True, kind=None), Constant@20:57-20:60(value=Ellipsis, kind=None)], ctx=Load()), type_comment=None)
# expect: AugAssign@21:0-21:36(target=Attribute@21:0-21:13(value=Subscript@21:0-21:11(value=Name@21:0-21:1(id='a', ctx=Load()), slice=Tuple@21:2-21:10(elts=[Slice@21:2-21:5(lower=Constant@21:2-21:3(value=1, kind=None), upper=Constant@21:4-21:5(value=2, kind=None), step=None), Slice@21:7-21:10(lower=None, upper=None, step=Constant@21:9-21:10(value=3, kind=None))], ctx=Load()), ctx=Load()), attr='b', ctx=Store()), op=Add(), value=IfExp@21:17-21:36(test=UnaryOp@21:23-21:28(op=Not(), operand=Name@21:27-21:28(id='x', ctx=Load())), body=UnaryOp@21:17-21:19(op=USub(), operand=Constant@21:18-21:19(value=1, kind=None)), orelse=UnaryOp@21:34-21:36(op=Invert(), operand=Name@21:35-21:36(id='y', ctx=Load()))))
# expect: Delete@22:0-22:16(targets=[Name@22:4-22:5(id='a', ctx=Del()), Subscript@22:7-22:11(value=Name@22:7-22:8(id='b', ctx=Load()), slice=Constant@22:9-22:10(value=0, kind=None), ctx=Del()), Attribute@22:13-22:16(value=Name@22:13-22:14(id='c', ctx=Load()), attr='d', ctx=Del())])
# expect: For@23:0-27:20(target=Tuple@23:4-23:13(elts=[Name@23:4-23:5(id='i', ctx=Store()), Tuple@23:7-23:13(elts=[Name@23:8-23:9(id='j', ctx=Store()), Name@23:11-23:12(id='k', ctx=Store())], ctx=Store())], ctx=Store()), iter=Call@23:17-23:36(func=Attribute@23:17-23:34(value=Dict@23:17-23:28(keys=[Constant@23:18-23:19(value=1, kind=None), None], values=[Constant@23:21-23:22(value=2, kind=None), Name@23:26-23:27(id='m', ctx=Load())]), attr='items', ctx=Load()), args=[], keywords=[]), body=[If@24:4-26:14(test=Compare@24:7-24:34(left=Name@24:7-24:8(id='i', ctx=Load()), ops=[Lt(), LtE(), IsNot(), In()], comparators=[Name@24:11-24:12(id='j', ctx=Load()), Name@24:16-24:17(id='k', ctx=Load()), Constant@24:25-24:29(value=None, kind=None), Name@24:33-24:34(id='z', ctx=Load())]), body=[Break@24:36-24:41()], orelse=[If@25:4-26:14(test=BoolOp@25:9-25:21(op=Or(), values=[BoolOp@25:9-25:16(op=And(), values=[Name@25:9-25:10(id='i', ctx=Load()), Name@25:15-25:16(id='j', ctx=Load())]), Name@25:20-25:21(id='k', ctx=Load())]), body=[Continue@25:23-25:31()], orelse=[Pass@26:10-26:14()])])], orelse=[Assign@27:6-27:20(targets=[Name@27:6-27:7(id='x', ctx=Store())], value=Set@27:10-27:20(elts=[Constant@27:11-27:12(value=1, kind=None), Constant@27:14-27:15(value=2, kind=None), Starred@27:17-27:19(value=Name@27:18-27:19(id='s', ctx=Load()), ctx=Load())]), type_comment=None)], type_comment=None)
# expect: While@28:0-28:67(test=NamedExpr@28:7-28:15(target=Name@28:7-28:8(id='n', ctx=Store()), value=Call@28:12-28:15(func=Name@28:12-28:13(id='f', ctx=Load()), args=[], keywords=[])), body=[Assign@28:18-28:47(targets=[Name@28:18-28:24(id='yield_', ctx=Store())], value=DictComp@28:27-28:47(key=Name@28:28-28:29(id='k', ctx=Load()), value=Name@28:31-28:32(id='v', ctx=Load()), generators=[comprehension(target=Tuple@28:37-28:41(elts=[Name@28:37-28:38(id='k', ctx=Store()), Name@28:40-28:41(id='v', ctx=Store())], ctx=Store()), iter=Name@28:45-28:46(id='z', ctx=Load()), ifs=[], is_async=0)]), type_comment=None), Assign@28:49-28:67(targets=[Name@28:49-28:50(id='s', ctx=Store())], value=SetComp@28:53-28:67(elt=Name@28:54-28:55(id='q', ctx=Load()), generators=[comprehension(target=Name@28:60-28:61(id='q', ctx=Store()), iter=Name@28:65-28:66(id='z', ctx=Load()), ifs=[], is_async=0)]), type_comment=None)], orelse=[])
# expect: Try@29:0-33:13(body=[Assert@29:5-29:18(test=Name@29:12-29:13(id='x', ctx=Load()), msg=Constant@29:15-29:18(value='m', kind=None))], handlers=[ExceptHandler@30:0-30:34(type=Tuple@30:7-30:13(elts=[Name@30:8-30:9(id='A', ctx=Load()), Name@30:11-30:12(id='B', ctx=Load())], ctx=Load()), name='e', body=[Raise@30:20-30:34(exc=Name@30:26-30:27(id='X', ctx=Load()), cause=Name@30:33-30:34(id='e', ctx=Load()))]), ExceptHandler@31:0-31:13(type=None, name=None, body=[Raise@31:8-31:13(exc=None, cause=None)])], orelse=[Pass@32:6-32:10()], finalbody=[Pass@33:9-33:13()])
# expect: TryStar@34:0-35:15(body=[Pass@34:5-34:9()], handlers=[ExceptHandler@35:0-35:15(type=Name@35:8-35:9(id='A', ctx=Load()), name=None, body=[Pass@35:11-35:15()])], orelse=[], finalbody=[])
# expect: With@36:0-36:51(items=[withitem(context_expr=Call@36:5-36:12(func=Name@36:5-36:9(id='open', ctx=Load()), args=[Name@36:10-36:11(id='f', ctx=Load())], keywords=[]), optional_vars=Tuple@36:16-36:22(elts=[Name@36:17-36:18(id='p', ctx=Store()), Name@36:20-36:21(id='q', ctx=Store())], ctx=Store()))], body=[Expr@36:24-36:51(value=Call@36:24-36:51(func=Name@36:24-36:29(id='print', ctx=Load()), args=[JoinedStr@36:30-36:50(values=[Constant@36:30-36:50(value='a', kind=None), FormattedValue@36:30-36:50(value=Name@36:34-36:35(id='x', ctx=Load()), conversion=114, format_spec=JoinedStr@36:30-36:50(values=[Constant@36:30-36:50(value='>', kind=None), FormattedValue@36:30-36:50(value=Name@36:40-36:41(id='w', ctx=Load()), conversion=-1, format_spec=None)])), Constant@36:30-36:50(value='by=', kind=None), FormattedValue@36:30-36:50(value=Name@36:45-36:46(id='y', ctx=Load()), conversion=114, format_spec=None), Constant@36:30-36:50(value='c', kind=None)])], keywords=[]))], type_comment=None)
# expect: Match@37:0-43:16(subject=Name@37:6-37:7(id='p', ctx=Load()), cases=[match_case(pattern=MatchOr@38:9-38:30(patterns=[MatchValue@38:9-38:10(value=Constant@38:9-38:10(value=1, kind=None)), MatchValue@38:13-38:16(value=Constant@38:13-38:16(value='x', kind=None)), MatchValue@38:19-38:23(value=UnaryOp@38:19-38:23(op=USub(), operand=Constant@38:20-38:23(value=2.5, kind=None))), MatchSingleton@38:26-38:30(value=None)]), guard=None, body=[Pass@38:32-38:36()]), match_case(pattern=MatchSequence@39:9-39:19(patterns=[MatchAs@39:10-39:11(pattern=None, name='a'), MatchStar@39:13-39:15(name=None), MatchAs@39:17-39:18(pattern=None, name='b')]), guard=Name@39:23-39:24(id='a', ctx=Load()), body=[Pass@39:26-39:30()]), match_case(pattern=MatchMapping@40:9-40:25(keys=[Constant@40:10-40:13(value='k', kind=None)], patterns=[MatchAs@40:15-40:16(pattern=None, name='v')], rest='rest'), guard=None, body=[Pass@40:27-40:31()]), match_case(pattern=MatchAs@41:9-41:28(pattern=MatchClass@41:9-41:22(cls=Name@41:9-41:14(id='Point', ctx=Load()), patterns=[MatchValue@41:15-41:16(value=Constant@41:15-41:16(value=1, kind=None))], kwd_attrs=['y'], kwd_patterns=[MatchValue@41:20-41:21(value=Constant@41:20-41:21(value=2, kind=None))]), name='pt'), guard=None, body=[Pass@41:30-41:34()]), match_case(pattern=MatchValue@42:9-42:12(value=Attribute@42:9-42:12(value=Name@42:9-42:10(id='a', ctx=Load()), attr='b', ctx=Load())), guard=None, body=[Pass@42:14-42:18()]), match_case(pattern=MatchAs@43:9-43:10(pattern=None, name=None), guard=None, body=[Pass@43:12-43:16()])])
# expect: FunctionDef@44:0-47:18(name='g', args=arguments(posonlyargs=[], args=[], vararg=None, kwonlyargs=[], kw_defaults=[], kwarg=None, defaults=[]), body=[Assign@45:4-45:13(targets=[Name@45:4-45:5(id='x', ctx=Store())], value=Yield@45:8-45:13(value=None), type_comment=None), Expr@46:4-46:14(value=Yield@46:4-46:14(value=Tuple@46:10-46:14(elts=[Constant@46:10-46:11(value=1, kind=None), Constant@46:13-46:14(value=2, kind=None)], ctx=Load()))), Expr@47:4-47:18(value=YieldFrom@47:4-47:18(value=Call@47:15-47:18(func=Name@47:15-47:16(id='g', ctx=Load()), args=[], keywords=[])))], decorator_list=[], returns=None, type_comment=None)
# expect: Assign@48:0-48:17(targets=[Name@48:0-48:1(id='z', ctx=Store())], value=IfExp@48:4-48:17(test=Name@48:9-48:10(id='b', ctx=Load()), body=Name@48:4-48:5(id='a', ctx=Load()), orelse=Name@48:16-48:17(id='c', ctx=Load())), type_comment=None)
# expect: AugAssign@49:0-49:6(target=Name@49:0-49:1(id='x', ctx=Store()), op=MatMult(), value=Constant@49:5-49:6(value=1, kind=None))
# expect: AugAssign@49:8-49:15(target=Name@49:8-49:9(id='x', ctx=Store()), op=FloorDiv(), value=Constant@49:14-49:15(value=2, kind=None))
# expect: AugAssign@49:17-49:24(target=Name@49:17-49:18(id='x', ctx=Store()), op=LShift(), value=Constant@49:23-49:24(value=3, kind=None))
# expect: Expression(body=BinOp@1:0-1:5(left=Constant@1:0-1:1(value=1, kind=None), op=Add(), right=Constant@1:4-1:5(value=2, kind=None)))
# expect: Interactive(body=[Assign@1:0-1:5(targets=[Name@1:0-1:1(id='x', ctx=Store())], value=Constant@1:4-1:5(value=1, kind=None), type_comment=None)])
# expect: '(' was never closed (<t>, line 1)
# expect: [11, 3, 4, 6]
# expect: (21, '<__')    21|007
# expect: no
# expect: division by zero
# expect: 0 else
# expect:  (1 sub-exception)
# expect: [22, 6, 8, 12]
# expect: (42, '<__mai')    42|014
# expect: no
# expect: division by zero
# expect: 0 1 else
# expect:  (1 sub-exception)
# expect: 42
# expect: ('left', 'op', 'right') None ('value', 'kind') (<class 'ast.expr'>, <class 'ast.AST'>, <class 'object'>) None
# expect: TypeError BinOp constructor takes
# expect: TypeError Name got multiple values for argument 'id'
# expect: TypeError required field "lineno" missing from stmt
# expect: TypeError required field "lineno" missing from stmt
# expect: TypeError expected Expression node, got Module
# expect: TypeError required field "lineno" missing from expr
