# Databases: statements, parameters, transactions, rows, functions written in Python, errors.
import sqlite3, datetime

def attempt(function, *arguments):
    try:
        print(function(*arguments))
    except Exception as error:
        print(type(error).__name__, error)

con = sqlite3.connect(":memory:")
cur = con.cursor()
cur.execute("create table t(id integer primary key, name text, size real, data blob)")
cur.execute("insert into t(name, size, data) values(?, ?, ?)", ("one", 1.5, b"\x00\x01"))
print(cur.lastrowid, cur.rowcount, con.in_transaction)
cur.executemany("insert into t(name, size) values(:name, :size)", ({"name": f"n{i}", "size": i} for i in range(3)))
print(cur.rowcount, con.total_changes)
con.commit()
print(cur.execute("select * from t order by id").fetchall())
print([d[0] for d in cur.description])
# expect: 1 1 True
# expect: 3 4
# expect: [(1, 'one', 1.5, b'\x00\x01'), (2, 'n0', 0.0, None), (3, 'n1', 1.0, None), (4, 'n2', 2.0, None)]
# expect: ['id', 'name', 'size', 'data']
for row in con.execute("select name from t where size > ?", (0.5,)):
    print(row, end=" ")
print(cur.execute("select id from t").fetchmany(2), cur.fetchone(), cur.fetchone(), cur.fetchone())
# expect: ('one',) ('n1',) ('n2',) [(1,), (2,)] (3,) (4,) None

try:
    with con:
        con.execute("delete from t")
        raise KeyError("undo")
except KeyError:
    pass
print(con.execute("select count(*) from t").fetchone())
with con:
    con.execute("update t set size = size + 1")
print(con.in_transaction)
# expect: (4,)
# expect: False

con.row_factory = sqlite3.Row
row = con.execute("select id, name as Title from t").fetchone()
print(row["title"], row[0], row.keys(), len(row), tuple(row), row[-1:], dict(row))
attempt(lambda: row["nothing"])
con.row_factory = None
# expect: one 1 ['id', 'Title'] 2 (1, 'one') ('one',) {'id': 1, 'Title': 'one'}
# expect: IndexError No item with that key

con.create_function("twice", 1, lambda x: x * 2, deterministic=True)
class Product:
    def __init__(self): self.value = 1
    def step(self, x): self.value *= x
    def finalize(self): return self.value
con.create_aggregate("product", 1, Product)
con.create_collation("backwards", lambda a, b: (a < b) - (a > b))
print(con.execute("select twice(21), twice('ab'), product(id) from t").fetchone())
print(con.execute("select name from t order by name collate backwards").fetchall())
con.create_function("bad", 0, lambda: 1 / 0)
attempt(con.execute, "select bad()")
# expect: (42, 'abab', 24)
# expect: [('one',), ('n2',), ('n1',), ('n0',)]
# expect: OperationalError user-defined function raised exception

attempt(con.execute, "selec")
attempt(con.execute, "select * from absent")
attempt(con.execute, "insert into t(id) values(1)")
attempt(con.execute, "select ?", (1, 2))
attempt(con.execute, "select :a", {})
attempt(con.execute, "select ?", (object(),))
attempt(con.execute, "select ?", (2 ** 63,))
attempt(con.execute, "select 1; select 2")
attempt(con.executemany, "select 1", [()])
attempt(con.execute, 1)
# expect: OperationalError near "selec": syntax error
# expect: OperationalError no such table: absent
# expect: IntegrityError UNIQUE constraint failed: t.id
# expect: ProgrammingError Incorrect number of bindings supplied. The current statement uses 1, and there are 2 supplied.
# expect: ProgrammingError You did not supply a value for binding parameter :a.
# expect: ProgrammingError Error binding parameter 1: type 'object' is not supported
# expect: OverflowError Python int too large to convert to SQLite INTEGER
# expect: ProgrammingError You can only execute one statement at a time.
# expect: ProgrammingError executemany() can only execute DML statements.
# expect: TypeError execute() argument 1 must be str, not int
con.rollback()

typed = sqlite3.connect(":memory:", detect_types=sqlite3.PARSE_DECLTYPES | sqlite3.PARSE_COLNAMES)
typed.execute("create table d(day date, at timestamp)")
typed.execute("insert into d values(?, ?)", (datetime.date(2024, 2, 29), datetime.datetime(2024, 2, 29, 12, 30)))
print(typed.execute("select day, at from d").fetchone(), typed.execute("select '2020-01-02' as 'x [date]'").fetchone())
# expect: (datetime.date(2024, 2, 29), datetime.datetime(2024, 2, 29, 12, 30)) (datetime.date(2020, 1, 2),)

class Point:
    def __init__(self, x, y): self.x, self.y = x, y
    def __conform__(self, protocol):
        if protocol is sqlite3.PrepareProtocol:
            return f"{self.x};{self.y}"
print(con.execute("select ?", (Point(1, 2),)).fetchone())
# expect: ('1;2',)

con.executescript("create table s(x); insert into s values(1); insert into s values(2);")
copy = sqlite3.connect(":memory:")
con.backup(copy)
print(copy.execute("select sum(x) from s").fetchone(), list(copy.iterdump())[-3:])
copy.close()
attempt(copy.execute, "select 1")
# expect: (3,) ['INSERT INTO "t" VALUES(3,\'n1\',2.0,NULL);', 'INSERT INTO "t" VALUES(4,\'n2\',3.0,NULL);', 'COMMIT;']
# expect: ProgrammingError Cannot operate on a closed database.

# Groups without rows, aggregates without a method, callbacks whose errors are shown.
con.create_aggregate("nothing_to_add", 1, Product)
print(con.execute("select nothing_to_add(x) from s where x > 10").fetchone())
class Incomplete:
    def finalize(self): return 1
con.create_aggregate("incomplete", 1, Incomplete)
attempt(lambda: con.execute("select incomplete(x) from s").fetchone())
import sys
sys.unraisablehook = lambda information: print("shown:", repr(information.exc_value))
sqlite3.enable_callback_tracebacks(True)
attempt(con.execute, "select bad()")
# expect: (None,)
# expect: OperationalError user-defined aggregate's 'step' method not defined
# expect: shown: ZeroDivisionError('division by zero')
# expect: OperationalError user-defined function raised exception
