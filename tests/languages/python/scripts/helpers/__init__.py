"""A package for the import tests."""
print("importing helpers")
from .numbers import double

CONSTANT = 42
