from __future__ import teleportation

# expect error: SyntaxError: future feature teleportation is not defined
