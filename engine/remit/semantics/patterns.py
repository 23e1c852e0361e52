"""Patterns: whether a regular expression is one of RE2, and why not; and whether it is plain.

What is plain means the same to Python's own expressions, for texts in ASCII, and is matched by them
in linear time as well: branches of signs and simple classes, of which one may come again and again.
RE2 takes longer to load than a small check has to spare, so programs do without it for these.
"""

from __future__ import annotations

import re

import re2

_SIGN = r"[A-Za-z0-9 _:/<>@#%,;=~\"'!&.-]"
_CLASS = r"\[\^?-?(?:[a-z]-[a-z]|[A-Z]-[A-Z]|[0-9]-[0-9]|[A-Za-z0-9 _.?:/@#])+-?\]"
_ONE = rf"(?:{_SIGN}|{_CLASS})"
_FEW = rf"(?:{_ONE}(?:\?|\{{[1-9]\}})?)"
_MANY = rf"(?:{_ONE}(?:[*+]|\{{[0-9],[0-9]?\}}))"
_BRANCH = rf"(?:{_FEW}+(?:{_MANY}{_FEW}*)?|{_MANY}{_FEW}*)"
_PLAIN = rf"{_BRANCH}(?:\|{_BRANCH})*"
_LONGEST, _MOST_DOUBTS = 100, 3


def fault(pattern: str) -> str | None:
    """Gives the reason why a pattern is no regular expression, None where it is one."""
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0] if error.args else b""
        text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        return text or "it can't be read"
    return None


def is_plain(pattern: str) -> bool:
    """Says whether a sound pattern means the same to Python's own expressions, and is as cheap."""
    short = len(pattern) <= _LONGEST and pattern.count("?") <= _MOST_DOUBTS
    return short and re.fullmatch(_PLAIN, pattern) is not None
