"""Told: how values are told in findings."""

from __future__ import annotations

from fractions import Fraction

from remit.manifest.values import Absent, Data, Unknown, shown
from remit.text.numbers import Number

EXPLAINING = 1_000_000
"""The explanations of one rule on one manifest take at most so many steps more than the rule."""

LONGEST = 200
"""A value is told in at most so many characters."""

SHOWN = 5
"""So many elements of a list are explained; the others are counted."""

FILLED = 500
"""A value stands in a message with at most so many characters."""


def told(data: Data) -> str:
    """Gives a value as an explanation tells it: lists of records by their number."""
    if isinstance(data, str):
        return shown(data, LONGEST)
    match data:
        case Unknown(reason) if reason:
            return f"(unknown: {reason})"
        case list() | dict() if not data:
            return "(empty)"
        case list() if any(item.nested for item in data):
            return f"{len(data)} {'entry' if len(data) == 1 else 'entries'}"
        case dict():
            return f"a record of {', '.join(list(data)[:6])}"
        case _:
            return shown(data, LONGEST)


def passed_on(data: Data, written: str) -> Number | bool | str | None:
    """Gives a value for other programs, which is told so."""
    match data:
        case str() | list() | dict():
            return written
        case Absent() | Unknown():
            return None
        case bool() | int() | Fraction():
            return data
        case _:
            return written
