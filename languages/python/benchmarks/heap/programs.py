"""Lets a program of this folder import the harness of the one above."""
import sys

sys.path.append((__file__.rpartition("/")[0] or ".") + "/..")
from harness import run  # noqa: E402
