# What the library asks of builtin types: members of functions, signatures of classes, parameters of list[T].
import types, dataclasses, inspect, typing
def f(): pass
print(types.MemberDescriptorType, f.__globals__ is globals(), inspect.signature(object))
@dataclasses.dataclass(init=False)
class A: x: int
print(A.__doc__)
@dataclasses.dataclass(slots=True)
class B: x: int = 3
@dataclasses.dataclass(slots=True)
class C(B): y: int = 4
print(C(), C.__slots__)
T=typing.TypeVar("T"); V=typing.TypeVar("V")
class M(typing.Dict[T, list[V]]): pass
print(M[int,str], list[T][int], dict[T, list[V]].__parameters__, dict[T,list[V]][int,str])
import pickle
print(pickle.loads(pickle.dumps(list[int])))
try: f.__globals__=1
except AttributeError as e: print(e)
# expect: <class 'member_descriptor'> True ()
# expect: A()
# expect: C(x=3, y=4) ('y',)
# expect: __main__.M[int, str] list[int] (~T, ~V) dict[int, list[str]]
# expect: list[int]
# expect: readonly attribute
