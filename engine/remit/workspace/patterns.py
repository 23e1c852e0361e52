"""Patterns of paths: `*` and `?` within a name, `[abc]`, and `**` for any folders or none."""

from __future__ import annotations

import re
from functools import lru_cache


@lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str]:
    """Gives the expression that matches the paths (forward slashes, no `./`) of a pattern."""
    steps = [step for step in pattern.split("/") if step not in ("", ".")]
    parts: list[str] = []
    for position, step in enumerate(steps):
        last = position == len(steps) - 1
        if step == "**":
            parts.append(".*" if last else "(?:[^/]+/)*")
        else:
            parts.append(_step(step) + ("" if last else "/"))
    return re.compile("".join(parts) + r"\Z", re.DOTALL)


def problem(pattern: str) -> str | None:
    """Gives why a text is no pattern that can match a file, or None."""
    if not pattern.strip():
        return "the pattern is empty"
    if pattern.startswith("/") or re.match(r"[A-Za-z]:", pattern):
        return f"`{pattern}` is an absolute path; patterns start at the configuration's folder"
    if ".." in pattern.split("/"):
        return f"`{pattern}` leads out of the configuration's folder"
    if "\\" in pattern:
        return f"`{pattern}` has a backslash; folders are divided by `/`"
    return None


def _step(step: str) -> str:
    found, at = "", 0
    while at < len(step):
        character = step[at]
        close = step.find("]", at + 2) if character == "[" else -1
        if character == "*":
            found += "[^/]*"
        elif character == "?":
            found += "[^/]"
        elif close > 0:
            found += _set(step[at + 1 : close])
            at = close
        else:
            found += character if character.isalnum() or character == "_" else "\\" + character
        at += 1
    return found


def _set(members: str) -> str:
    negated = members[0] in "!^"
    inner = re.sub(r"([\\\[\]^&~|])", r"\\\1", members[1:] if negated else members)
    return f"(?!/)[{'^' if negated else ''}{inner}]"
