"""Memo: what functions gave for their latest arguments, for modules that a check imports late.

The library that has it takes two milliseconds to import, which `cli/sparing.py` spares those
modules alone that a check imports at its start; this is one of them.
"""

from functools import lru_cache

__all__ = ["lru_cache"]
