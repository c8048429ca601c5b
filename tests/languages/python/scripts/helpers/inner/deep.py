from .. import CONSTANT
from ..numbers import triple
from . import sibling

value = triple(CONSTANT) + sibling.one
