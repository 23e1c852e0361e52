"""Patterns: whether a regular expression is one of RE2, and why not."""

from __future__ import annotations

import re2


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
