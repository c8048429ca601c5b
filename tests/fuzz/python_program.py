"""Random Python programs: python_program.make(seed) is the text of one. They end, print the same in every run, and raise what they like.

Expressions are made by kind (int, float, str, bool, list, dict, object), so that most of what is written works and gets hot; now and then
a value of another kind comes in its place, for guards to fail. Nothing runs long: the cost of what is called is estimated while it is
written, calls lead only to what was written before, and growing values are cut (`clip`, and `append` only below 40 items).
"""
import random

PROLOGUE = """\
import math

class Odd(Exception):
    pass

class Manager:
    def __init__(self, swallow):
        self.swallow = swallow
    def __enter__(self):
        return self
    def __exit__(self, kind, value, traceback):
        return self.swallow and kind is Odd

def clip(value):
    if isinstance(value, int):
        return value if -(1 << 80) < value < (1 << 80) else value % 1000003
    if isinstance(value, (str, list, tuple)) and len(value) > 40:
        return value[:7]
    return value

def show(value, depth=0):
    if isinstance(value, list):
        return "[" + ", ".join([show(each, depth + 1) for each in value]) + "]" if depth < 3 else "[...]"
    if isinstance(value, dict):
        return "{" + ", ".join([show(k) + ": " + show(v, depth + 1) for k, v in value.items()]) + "}" if depth < 3 else "{...}"
    if isinstance(value, tuple):
        return "(" + " ".join([show(each, depth + 1) for each in value]) + ")" if depth < 3 else "(...)"
    if isinstance(value, (int, float, str)) or value is None:
        return repr(value)
    if hasattr(value, "fields"):
        return type(value).__name__ + show([getattr(value, name, None) for name in value.fields], depth + 1)
    return type(value).__name__

class Base:
    fields = []
    ai, bi, ci, af, bf, ast, bst, al, bl, aq, ad = 3, -1, 0, 0.5, -2.0, "s", "", [1, 2, 3], [], [0.5], {1: 2}
    def m0(self, p0): return p0
    def m1(self, p0): return p0 * 0.5
    def m2(self, p0, p1): return p1
    def m3(self, p0, p1): return p0

"""
FIELDS = [("ai", "int"), ("bi", "int"), ("ci", "int"), ("af", "float"), ("bf", "float"), ("ast", "str"), ("bst", "str"), ("al", "list"), ("bl", "list"),
          ("aq", "floats"), ("ad", "dict")]
KINDS = ["int", "int", "int", "float", "float", "str", "bool", "list", "list", "floats", "dict", "object"]
INTS = ["0", "1", "-1", "2", "3", "7", "10", "255", "-128", "(1 << 31)", "(1 << 47)", "(1 << 48) - 1", "(1 << 48)", "-(1 << 48)",
        "-(1 << 48) - 1", "(1 << 63)", "(1 << 64) - 1", "10 ** 20"]
FLOATS = ["0.0", "-0.0", "1.0", "1.5", "0.1", "-2.75", "1e16", "1e308", "1e999", "3.0", "-0.5"]
STRINGS = ["''", "'a'", "'bc'", "'x1'", "'long enough to be cut'", "'\\u20ac'", "'12'"]
LIMIT = 30000  # estimated steps of a function


class Function:
    def __init__(self, name, parameters, result, cost, is_generator=False):
        self.name, self.parameters, self.result, self.cost, self.is_generator = name, parameters, result, cost, is_generator


# What objects can do. A method calls only those before it, so that none comes back to itself.
METHODS = [Function("m0", ["int"], "int", 40), Function("m1", ["int"], "float", 120), Function("m2", ["object", "int"], "int", 400),
           Function("m3", ["list", "int"], "list", 1200)]


class Class:
    def __init__(self, name, fields):
        self.name, self.fields = name, fields


class Program:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines, self.indent = [], 0
        self.functions, self.classes, self.globals = [], [], []
        self.scope, self.fixed, self.loops, self.repeats, self.cost, self.names = [], set(), 0, 1, 0, 0
        self.is_generator = self.in_function = False
        self.limit, self.methods = LIMIT, 0
        self.result = "int"

    # -- choices

    def one_in(self, n):
        return self.random.randrange(n) == 0

    def pick(self, items):
        return items[self.random.randrange(len(items))]

    def weighted(self, *pairs):
        return self.random.choices([value for value, _ in pairs], [weight for _, weight in pairs])[0]

    def name(self, prefix):
        self.names += 1
        return f"{prefix}{self.names}"

    def emit(self, text):
        self.lines.append("    " * self.indent + text)
        self.cost += self.repeats

    # -- expressions

    def variable(self, kind):
        known = [name for name, of in self.scope if of == kind]
        return self.pick(known[-4:] if self.one_in(2) else known) if known else None

    def callee(self, kind, generator=False):
        room = self.limit - self.cost
        known = [f for f in self.functions if f.result == kind and f.is_generator == generator and f.cost * self.repeats < room]
        return self.pick(known) if known else None

    def call(self, function, depth):
        self.cost += function.cost * self.repeats
        arguments = [self.expression(kind, depth - 1) for kind in function.parameters]
        if arguments and self.one_in(6):
            return f"{function.name}({', '.join(arguments[:-1])}{', ' * (len(arguments) > 1)}p{len(arguments) - 1}={arguments[-1]})"
        return f"{function.name}({', '.join(arguments)})"

    def method(self, kind, depth):
        room = self.limit - self.cost
        known = [m for m in METHODS[:self.methods] if m.result == kind and m.cost * self.repeats < room]
        return f"({self.expression('object', depth - 1)})." + self.call(self.pick(known), depth) if known else None

    def expression(self, kind, depth):
        if self.one_in(200):
            kind = self.pick(KINDS)
        if depth <= 0 or self.one_in(4):
            found = self.variable(kind)
            if found and not self.one_in(5):
                return found
            if depth <= 0:
                return self.atom(kind)
        if self.one_in(8):
            function = self.callee(kind)
            if function:
                return self.call(function, depth)
        if self.one_in(8):
            text = self.method(kind, depth)
            if text:
                return text
        if self.one_in(12):
            return f"({self.expression(kind, depth - 1)} if {self.expression('bool', depth - 1)} else {self.expression(kind, depth - 1)})"
        return getattr(self, "make_" + kind)(depth - 1)

    def atom(self, kind):
        if kind == "int":
            return self.pick(INTS[:8]) if not self.one_in(4) else self.pick(INTS)
        if kind == "float":
            return self.pick(FLOATS)
        if kind == "str":
            return self.pick(STRINGS)
        if kind == "bool":
            return self.pick(["True", "False"])
        if kind == "list":
            return self.pick(["[]", "[1, 2, 3]", "[1 << 48, -1]", "list(range(9))", "list(range(9))", "[1, 2.5]"])
        if kind == "floats":
            return self.pick(["[]", "[0.5, 1.5]", "[1e999, 0.0, -0.0]", "[q * 0.5 for q in range(7)]"])
        if kind == "dict":
            return self.pick(["{}", "{1: 2, 3: 4}", "{'a': 1, 'bc': 2}", "{0: 1 << 48}"])
        return f"{self.pick(self.classes).name}()" if self.classes else "Base()"

    def item(self, kind, depth):
        """Of a list, usually within its bounds."""
        place = self.expression("int", depth)
        items = self.variable("list" if kind == "int" else "floats")
        if not items:
            return self.atom(kind)
        return f"{items}[{place}]" if self.one_in(20) else f"({items}[{place} % len({items})] if {items} else {self.atom(kind)})"

    def field(self, kind, depth):
        return f"({self.expression('object', depth)}).{self.pick([name for name, of in FIELDS if of == kind])}"

    def make_int(self, depth):
        e = lambda kind="int": self.expression(kind, depth)
        form = self.random.randrange(22)
        if form < 8:
            return f"({e()} {self.pick(['+', '-', '+', '-', '&', '|', '^'])} {e()})"
        if form == 8:
            return f"clip({e()} * {e()})"
        if form == 9:
            return f"({e()} {self.pick(['//', '%'])} {e() if self.one_in(12) else self.pick(['2', '3', '7', '10', '-3', '64'])})"
        if form == 10:
            return f"clip({e()} << ({e()} & 15))" if self.one_in(2) else f"({e()} >> ({e()} & 7))"
        if form == 11:
            return f"{self.pick(['-', '~', 'abs', '+'])}({e()})"
        if form == 12:
            return f"{self.pick(['min', 'max'])}({e()}, {e()})"
        if form == 13:
            return f"len({e(self.pick(['list', 'str', 'dict']))})"
        if form in (14, 15):
            return self.item("int", depth)
        if form == 16:
            return f"{e('dict')}.get({e()}, {e()})" if not self.one_in(15) else f"{e('dict')}[{e()}]"
        if form in (17, 18):
            return self.field("int", depth)
        if form == 19:
            return self.pick([f"int({e('float')})", f"round({e('float')})", f"sum({e('list')}[:5])", f"ord(({e('str')} or 'q')[0])", f"hash({e()})",
                              f"divmod({e()}, {e()} or 7)[1]", f"sum({e('list')})", f"{e('list')}.count({e()})"])
        if form == 20:
            name = self.name("l")
            self.scope.append((name, "int"))
            body = self.expression("int", depth - 1)
            self.scope.pop()
            return f"(lambda {name}: {body})({e()})"
        return f"({e('bool')} {self.pick(['and', 'or'])} {e()})"

    def make_float(self, depth):
        e = lambda kind="float": self.expression(kind, depth)
        form = self.random.randrange(11)
        if form < 5:
            return f"({e()} {self.pick(['+', '-', '*', '*'])} {e(self.pick(['float', 'float', 'int']))})"
        if form == 5:
            return f"({e(self.pick(['int', 'float']))} / ({e(self.pick(['int', 'float']))} or 3))"
        if form == 6:
            return self.pick([f"float({e('int')})", f"-{e()}", f"abs({e()})", f"math.sqrt(abs({e()}))", f"math.floor({e()}) * 0.5", f"({e()} * {e()})",
                              f"({e()} // ({e()} or 0.25))", f"({e()} % ({e()} or 2.5))", f"{e()} ** 2", f"sum({e('floats')}, 0.0)"])
        if form in (7, 8):
            return self.item("float", depth)
        return self.field("float", depth)

    def make_str(self, depth):
        e = lambda kind="str": self.expression(kind, depth)
        return self.pick([lambda: f"clip({e()} + {e()})", lambda: f"str({e(self.pick(['int', 'float', 'bool']))})", lambda: f"{e()}[{e('int')}:]",
                          lambda: f"{e()}[:{e('int')}]", lambda: (lambda name: f"f'<{{{name}}}:{{{name}!r}}>'.upper()" if name else "''")(self.variable(self.pick(KINDS[:7]))), lambda: f"{e()}.replace('1', 'one')",
                          lambda: f"','.join([str(q) for q in {e('list')}[:4]])", lambda: f"clip({e()} * ({e('int')} & 3))", lambda: self.field("str", depth),
                          lambda: f"'%s|%r' % ({e('int')}, {e()})"])()

    def make_bool(self, depth):
        e = lambda kind: self.expression(kind, depth)
        kind = self.pick(["int", "int", "int", "float", "str"])
        return self.pick([lambda: f"({e(kind)} {self.pick(['<', '<=', '>', '>=', '==', '!='])} {e(kind)})",
                          lambda: f"({e(kind)} {self.pick(['<', '==', '>'])} {e(kind)})",
                          lambda: f"({e('int')} {self.pick(['<', '<='])} {e('int')} {self.pick(['<', '<='])} {e('int')})",
                          lambda: f"(not {e('bool')})", lambda: f"({e('bool')} {self.pick(['and', 'or'])} {e('bool')})",
                          lambda: f"({e('int')} {self.pick(['in', 'not in'])} {e(self.pick(['list', 'dict']))})",
                          lambda: f"isinstance({e(self.pick(KINDS))}, {self.pick(['int', 'float', '(list, dict)', 'str', 'object'])})",
                          lambda: f"({self.variable(self.pick(KINDS))} is {self.pick(['None', 'not None'])})", lambda: f"bool({e(self.pick(KINDS))})",
                          lambda: f"({e('int')} % {self.pick(['2', '3', '5'])} == {self.pick(['0', '1'])})"])()

    def comprehension(self, kind, depth):
        name = self.name("c")
        source = self.pick([f"range({self.random.randrange(12)})", f"{self.expression('list', depth)}"])
        self.scope.append((name, "int"))
        repeats, self.repeats = self.repeats, self.repeats * 12
        text = f"{self.expression(kind, depth)} for {name} in {source}" + (f" if {self.expression('bool', depth)}" if self.one_in(2) else "")
        self.scope.pop()
        self.repeats = repeats
        return text

    def make_list(self, depth):
        e = lambda kind="list": self.expression(kind, depth)
        kind = "int" if not self.one_in(10) else self.pick(["float", "str", "object", "list"])
        generator = self.callee("int", generator=True)
        return self.pick([lambda: f"[{', '.join(self.expression(kind, depth) for _ in range(self.random.randrange(5)))}]", lambda: f"[{self.comprehension(kind, depth)}]",
                          lambda: f"[{self.comprehension(kind, depth)}]", lambda: f"clip({e()} + {e()})", lambda: f"{e()}[{e('int')}:{e('int')}]", lambda: f"{e()}[::-1]",
                          lambda: f"sorted({e()}, key=str)", lambda: f"clip([{self.expression(kind, depth)}] * ({e('int')} & 7))",
                          lambda: f"list({self.call(generator, depth)})[:40]" if generator else "[5, 6]", lambda: self.field("list", depth),
                          lambda: f"list({e('dict')}.values())"])()

    def make_floats(self, depth):
        e = lambda kind="floats": self.expression(kind, depth)
        return self.pick([lambda: f"[{', '.join(e('float') for _ in range(self.random.randrange(5)))}]", lambda: f"[{self.comprehension('float', depth)}]",
                          lambda: f"clip({e()} + {e()})", lambda: f"{e()}[::-1]", lambda: f"sorted({e()})", lambda: self.field("floats", depth)])()

    def make_dict(self, depth):
        e = lambda kind="int": self.expression(kind, depth)
        return self.pick([lambda: f"{{{', '.join(f'{e()}: {e()}' for _ in range(self.random.randrange(4)))}}}",
                          lambda: f"dict(enumerate({e('list')}))", lambda: f"{{{e('str')}: {e()}}}", lambda: self.field("dict", depth)])()

    def make_object(self, depth):
        if not self.classes:
            return "Base()"
        of = self.pick(self.classes)
        self.cost += 5 * self.repeats
        return f"{of.name}({', '.join(self.expression(kind, depth - 1) for _, kind in of.fields[:self.random.randrange(len(of.fields) + 1)])})"

    # -- statements

    def block(self, count):
        self.indent += 1
        known = len(self.scope)
        for _ in range(count):
            self.statement()
        if not self.one_in(25):
            del self.scope[known:]  # else what follows may meet unbound names
        self.indent -= 1

    def loop_body(self, repeats, count):
        before, self.repeats = self.repeats, self.repeats * repeats
        self.loops += 1
        self.block(count)
        self.loops -= 1
        self.repeats = before

    def target(self, kind):
        names = [name for name, of in self.scope if of == kind and name not in self.fixed]
        if names and not self.one_in(3):
            return self.pick(names)
        name = self.name("v")
        self.scope.append((name, kind))
        return name

    def statement(self):
        if self.cost > self.limit:
            return self.emit("pass")
        small = self.indent > 4 or self.repeats > 600
        self.weighted((self.assign, 8), (self.augment, 6), (self.store, 7), (self.branch, 0 if small else 5), (self.loop, 0 if small else 5),
                      (self.attempt, 0 if small else 2), (self.leave, 2), (self.closure, 0 if small else 1), (self.unpack, 1), (self.manage, 0 if small else 1),
                      (self.output, 1))()

    def assign(self):
        kind = self.pick(KINDS)
        value = self.expression(kind, 3)
        self.emit(f"{self.target(kind)} = {value}")

    def augment(self):
        kind = self.pick(["int", "int", "float"])
        name = self.variable(kind)
        if not name or name in self.fixed:
            return self.assign()
        operator = self.pick(["+", "-", "+", "^", "&", "|", ">>"] if kind == "int" else ["+", "-", "*"])
        value = self.expression(kind, 2)
        self.emit(f"{name} {operator}= {f'({value} & 7)' if operator == '>>' else value}")
        if kind == "int" and self.one_in(4):
            self.emit(f"{name} = clip({name} * {self.expression('int', 1)})")

    def store(self):
        kind = self.pick(["int", "int", "float"])
        items, table, depth = self.variable("list" if kind == "int" else "floats"), self.variable("dict"), 2
        value = self.expression(kind if not self.one_in(12) else self.pick(KINDS), depth)
        form = self.random.randrange(9)
        if form < 3 and items:
            self.emit(f"if len({items}) < 40: {items}.append({value})")
        elif form == 3 and items:
            self.emit(f"if {items}: {items}[{self.expression('int', 1)} % len({items})] = {value}")
        elif form == 4 and items:
            self.emit(self.pick([f"if {items}: {items}.pop()", f"{items}[{self.expression('int', 1)}:] = [{value}]", f"{items}.reverse()", f"del {items}[:1]"]))
        elif form in (5, 6) and table:
            key = f"{self.expression('int', 1)} & 15" if not self.one_in(4) else f"{self.expression('str', 0)}"
            self.emit(self.pick([f"{table}[{key}] = {value}", f"{table}[{key}] = {table}.get({key}, 0) + {self.expression('int', 1)}", f"{table}.pop({key}, None)"]))
        elif self.variable("object"):
            name, kind = self.pick(FIELDS)
            value = self.expression(kind, depth)
            known = self.variable("object")
            if kind in ("int", "float") and self.one_in(2):
                self.emit(f"{known}.{name} += {self.expression(kind, 1)}")
            else:
                self.emit(f"{known}.{name} = {value}")
        else:
            self.assign()

    def branch(self):
        self.emit(f"if {self.expression('bool', 3)}:")
        self.block(1 + self.random.randrange(3))
        if self.one_in(3):
            self.emit(f"elif {self.expression('bool', 2)}:")
            self.block(1 + self.random.randrange(2))
        if self.one_in(2):
            self.emit("else:")
            self.block(1 + self.random.randrange(2))

    def loop(self):
        trips = self.pick([3, 8, 20, 40]) if self.loops == 0 else self.pick([2, 5, 9])
        count = 1 + self.random.randrange(4)
        name = self.name("i")
        form = self.random.randrange(8)
        generator = self.callee("int", generator=True)
        if form == 0:
            self.emit(f"{name} = {self.random.randrange(4)}")
            self.scope.append((name, "int"))
            self.fixed.add(name)
            self.emit(f"while {name} < {trips}" + (f" and {self.expression('bool', 2)}:" if self.one_in(3) else ":"))
            self.indent += 1
            self.emit(f"{name} += {self.pick([1, 1, 2])}")
            self.indent -= 1
            self.loop_body(trips, count)
            return
        if form == 1 and generator:
            source = self.call(generator, 2)
        elif form == 2:
            source, trips = self.expression("list", 2), 40
        elif form == 3:
            source, trips = self.expression("dict", 2), 20
        elif form == 4:
            other = self.name("i")
            source, name = f"enumerate({self.expression('list', 1)})", f"{name}, {other}"
            self.scope.append((other, "int"))
            trips = 40
        else:
            source = self.pick([f"range({trips})", f"range({trips})", f"range({self.random.randrange(5)}, {trips}, {self.pick([1, 2, 3])})", f"range({trips}, 0, -1)",
                                f"range(abs({self.expression('int', 1)}) % {trips})"])
        self.emit(f"for {name} in {source}:")
        self.scope.append((name.split(",")[0], "int"))
        self.loop_body(trips, count)
        if self.one_in(8):
            self.emit("else:")
            self.block(1)

    def attempt(self):
        self.emit("try:")
        self.block(1 + self.random.randrange(3))
        if self.one_in(4):
            self.emit("finally:")
            self.block(1)
            return
        kind = self.pick(["Exception", "(TypeError, ValueError)", "Odd", "ZeroDivisionError", "(IndexError, KeyError)"])
        name = self.name("e")
        self.emit(f"except {kind} as {name}:")
        self.indent += 1
        target = self.target("str")
        self.emit(f"{target} = clip(type({name}).__name__ + str({name}))")
        self.indent -= 1
        self.block(self.random.randrange(2))
        if self.one_in(4):
            self.emit("else:")
            self.block(1)

    def leave(self):
        forms = ["raise", "assert"]
        if self.loops:
            forms += ["break", "continue", "continue"]
        if self.in_function:
            forms += ["return"]
        if self.is_generator:
            forms += ["yield"] * 6
        form = self.pick(forms)
        if form == "yield":
            return self.emit(f"yield {self.expression('int', 2)}")
        if form == "assert":
            return self.emit(f"assert {self.expression('bool', 2)} or {self.expression('bool', 1)} or {self.expression('bool', 1)}, {self.expression('str', 1)}")
        action = {"raise": f"raise {self.pick(['Odd', 'Odd', 'ValueError', 'KeyError'])}({self.expression(self.pick(['int', 'str']), 1)})",
                  "return": "return" if self.is_generator else f"return {self.expression(self.result, 2)}"}.get(form, form)
        self.emit(f"if {self.expression('bool', 2)} and {self.expression('int', 1)} % 5 == 1: {action}" if form == "raise" else f"if {self.expression('bool', 2)}: {action}")

    def closure(self):
        name, parameter = self.name("n"), self.name("p")
        outer = self.variable("int")
        self.emit(f"def {name}({parameter}):")
        self.indent += 1
        if outer and self.in_function and outer not in self.fixed and not outer.startswith(("p", "G")):
            self.emit(f"nonlocal {outer}")
            self.emit(f"{outer} = clip({outer} + {parameter})")
        self.scope.append((parameter, "int"))
        self.emit(f"return {self.expression('int', 2)}")
        self.scope.pop()
        self.indent -= 1
        self.emit(f"{self.target('int')} = {name}({self.expression('int', 1)})")

    def unpack(self):
        kinds = self.pick([("int", "int"), ("int", "float"), ("list", "int")])
        values = ", ".join(self.expression(kind, 2) for kind in kinds)
        targets = dict.fromkeys(self.target(kind) for kind in kinds)  # CPython 3.11.2 has `a, a = x, y` wrong
        self.emit(f"{', '.join(targets)}{'' if len(targets) == len(kinds) else ', *_'} = {values}")

    def manage(self):
        self.emit(f"with Manager({self.expression('bool', 1)}):")
        self.block(1 + self.random.randrange(2))

    def output(self):
        if self.repeats < 10:
            self.emit(f"print(show({self.expression(self.pick(KINDS), 2)}))")
        else:
            self.assign()

    # -- definitions

    def body(self, parameters, result, statements, is_generator=False, is_method=False):
        self.scope = list(self.globals) + [(f"p{i}", kind) for i, kind in enumerate(parameters)]
        self.in_function, self.is_generator, self.result = True, is_generator, result
        self.fixed = {name for name, _ in self.globals}
        self.cost, self.repeats, self.loops = 1, 1, 0
        if is_method:
            self.scope.append(("self", "object"))
        self.block(statements)
        self.indent += 1
        self.emit(f"yield {self.expression('int', 1)}" if is_generator else f"return {self.expression(result, 3)}")
        self.indent -= 1
        self.scope, self.in_function, self.is_generator = [], False, False
        return self.cost

    def signature(self):
        return [self.pick(KINDS) for _ in range(self.random.randrange(1, 4))]

    def function(self):
        name, parameters, result = self.name("f"), self.signature(), self.pick(KINDS)
        is_generator = self.one_in(4)
        defaults = [f"p{i}={self.atom(kind)}" if kind in ("int", "float", "str") and i == len(parameters) - 1 else f"p{i}" for i, kind in enumerate(parameters)]
        self.emit(f"def {name}({', '.join(defaults)}):")
        cost = self.body(parameters, result, 2 + self.random.randrange(5), is_generator)
        self.functions.append(Function(name, parameters, "int" if is_generator else result, cost, is_generator))

    def class_(self):
        name, base = self.name("C"), self.pick(self.classes + [None])
        fields = [FIELDS[i] for i in sorted(self.random.sample(range(len(FIELDS)), 1 + self.random.randrange(5)))]
        self.emit(f"class {name}({base.name if base else 'Base'}):")
        self.indent += 1
        if self.one_in(4):
            self.emit(f"__slots__ = {[field for field, _ in fields]!r}")
        self.emit(f"fields = {[field for field, _ in fields]!r}")
        self.emit(f"def __init__(self, {', '.join(f'{field}=None' for field, _ in fields)}):")
        self.indent += 1
        for field, kind in fields:
            self.emit(f"self.{field} = {field} if {field} is not None else {self.atom(kind)}")
        self.indent -= 1
        for self.methods, method in enumerate(METHODS):
            if self.one_in(2):
                self.emit(f"def {method.name}(self, {', '.join(f'p{i}' for i in range(len(method.parameters)))}):")
                self.limit = method.cost
                self.body(method.parameters, method.result, 1 + self.random.randrange(3), is_method=True)
        self.methods, self.limit = len(METHODS), LIMIT
        if self.one_in(3):
            self.emit(f"def __{self.pick(['add', 'lt', 'eq', 'mul', 'getitem'])}__(self, other): return self.{self.pick(fields)[0]}")
        self.indent -= 1
        self.classes.append(Class(name, fields))

    def main(self):
        self.cost, self.repeats = 0, 1
        for function in self.functions[-4:]:
            calls = max(3, min(40, 2 * LIMIT // (function.cost + 1)))
            self.emit(f"for number in range({calls}):")
            self.indent += 1
            self.emit("try:")
            self.scope = list(self.globals) + [("number", "int")]
            self.cost, self.repeats = 0, 1
            arguments = ", ".join("number" if kind == "int" and self.one_in(2) else self.expression(kind, 2) for kind in function.parameters)
            call = f"{function.name}({arguments})"
            self.emit(f"    print(show({f'list({call})' if function.is_generator else call}))")
            self.emit("except Exception as error:")
            self.emit("    print(type(error).__name__, error)")
            self.indent -= 1
        self.emit(f"print(show([{', '.join(name for name, _ in self.globals)}]))")

    def text(self):
        for kind in ("int", "float", "list", "dict"):
            name = self.name("G")
            self.emit(f"{name} = {self.atom(kind)}")
            self.globals.append((name, kind))
        # Functions that methods may call know no methods.
        for make, count in (self.function, 2), (self.class_, 4), (self.function, 4):
            for _ in range(1 + self.random.randrange(count)):
                make()
            self.methods = len(METHODS)
        self.function()
        self.main()
        return PROLOGUE + "\n".join(self.lines) + "\n"


def make(seed):
    return Program(seed).text()
