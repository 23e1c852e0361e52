"""Sentences: counts and lists as they stand in one."""

from __future__ import annotations

from collections.abc import Sequence


def counted(count: int, noun: str, nouns: str | None = None) -> str:
    """Gives a count with its noun: `1 rule`, `2 rules`."""
    return f"{count} {noun if count == 1 else nouns or noun + 's'}"


def a(noun: str) -> str:
    """Gives a noun with its article: `a project`, `an item`."""
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def listed(parts: Sequence[str], last: str = "and") -> str:
    """Gives a list for a sentence: `a`, `a and b`, `a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def shortened(text: str) -> str:
    """Gives a text as a sentence has room for it, in 40 characters at most."""
    return text if len(text) <= 40 else text[:37] + "..."
