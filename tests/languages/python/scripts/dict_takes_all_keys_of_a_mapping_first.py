# A mapping whose __getitem__ changes its order: all its keys are in the dict.
class Recent:
    def __init__(self):
        self.items = {"a": 1, "b": 2, "c": 3}

    def keys(self):
        return iter(self.items)

    def __getitem__(self, key):
        value = self.items.pop(key)
        self.items[key] = value
        return value


print(dict(Recent()))
# expect: {'a': 1, 'b': 2, 'c': 3}
