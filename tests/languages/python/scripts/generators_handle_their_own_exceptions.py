import sys
def info(): return repr(sys.exc_info()[1])
def inner():
    print("start", info())
    try: raise KeyError("own")
    except KeyError:
        yield info()
        print("again", info())
        yield info()
    print("after", info())
    yield info()
    print("end", info())
def drive():
    g = inner()
    try: raise ValueError("caller")
    except ValueError: print(next(g), info())
    print(next(g), info())
    try: raise TypeError("other caller")
    except TypeError: print(next(g), info())
    print(list(g), info())
drive()
def same():
    try: yield
    except Exception as e:
        print(info(), repr(e.__context__))
        yield
        print(info())
        yield
        raise
g = same(); next(g)
try: raise ValueError(1)
except Exception as e: g.throw(e)
next(g)
try: next(g)
except ValueError as e: print("raised", repr(e), info())
def thrown():
    try: raise KeyError("a")
    except Exception: yield
g = thrown(); next(g)
try: g.throw(ValueError)
except ValueError as e: print(repr(e.__context__))
def delegating():
    def f(): yield
    try: raise KeyError("b")
    except Exception: yield from f()
g = delegating(); next(g)
try: g.throw(ValueError)
except ValueError as e: print(repr(e.__context__))
def ring():
    try: raise ValueError(1)
    except ValueError as e:
        e.__context__ = e
        raise TypeError(2)
try: ring()
except TypeError as e: print(repr(e.__context__), e.__context__.__context__ is e.__context__)
def many(n):
    total = 0
    def gen(i):
        try: 1 // (i % 2)
        except ZeroDivisionError:
            yield 1
            try: raise KeyError
            except KeyError: yield 2
            assert isinstance(sys.exc_info()[1], ZeroDivisionError)
        assert sys.exc_info()[1] is None
        yield 3
    for i in range(n):
        for v in gen(i): total += v
    return total
print(many(1000), info())

# expect: start ValueError('caller')
# expect: KeyError('own') ValueError('caller')
# expect: again KeyError('own')
# expect: KeyError('own') None
# expect: after TypeError('other caller')
# expect: TypeError('other caller') TypeError('other caller')
# expect: end None
# expect: [] None
# expect: ValueError(1) None
# expect: ValueError(1)
# expect: raised ValueError(1) ValueError(1)
# expect: KeyError('a')
# expect: KeyError('b')
# expect: ValueError(1) True
# expect: 4500 None
