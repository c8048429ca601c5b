print(type[int], tuple[type[str], ...])
class Meta(type): pass
try:
    Meta[int]
except TypeError as e:
    print(e)
# expect: type[int] tuple[type[str], ...]
# expect: type 'Meta' is not subscriptable
