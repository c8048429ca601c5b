# compile() of a tree that a program built: what is missing in it is an error.
import ast

name = ast.Name("x", ast.Load())


def attempt(node):
    statement = node if isinstance(node, ast.stmt) else ast.Expr(node)
    module = ast.fix_missing_locations(ast.Module([statement], []))
    try:
        compile(module, "tree", "exec")
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)


attempt(ast.Compare(name, [ast.In()], []))
# expect: ValueError Compare with no comparators
attempt(ast.Compare(name, [ast.In(), ast.In()], [name]))
# expect: ValueError Compare has a different number of comparators and operands
attempt(ast.List([None], ast.Load()))
# expect: ValueError None disallowed in expression list
attempt(ast.Dict([name], []))
# expect: ValueError Dict doesn't have the same number of keys as values
attempt(ast.With([], [ast.Pass()]))
# expect: ValueError empty items on With
attempt(ast.Assign([], name))
# expect: ValueError empty targets on Assign
for text, values in (("%.*d", (2**62, 1)), ("%*d", (True, 1))):
    try:
        print(text % values)
    except (OverflowError, MemoryError) as error:
        print(type(error).__name__)
# expect: OverflowError
# expect: 1

# A block must not be empty.
import ast
for node in (ast.FunctionDef("f", ast.arguments([], [], None, [], [], None, []), [], []), ast.While(ast.Constant(1), [], []),
             ast.ClassDef("C", [], [], [], [])):
    try:
        compile(ast.fix_missing_locations(ast.Module([node], [])), "x", "exec")
    except ValueError as error:
        print(error)
# expect: empty body on FunctionDef
# expect: empty body on While
# expect: empty body on ClassDef
