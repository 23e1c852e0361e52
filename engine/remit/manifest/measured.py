"""Measured data: plain values for compiled rules, with what bounds the work that these do.

Compiled rules only see data in which everything is known and no number is too long to reckon with:
of anything else there is no measured data, and the interpreter is asked. Durations, which only
params have, are their numbers to compiled rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from msgspec import Struct

from remit.manifest.document import Document
from remit.manifest.lines import LONGEST
from remit.manifest.plain import Plain, is_short
from remit.manifest.types import ANY, ListType, Record, Type, inner, records
from remit.manifest.values import Absent, Data, Days, Months, Unknown, Value


class Measured(Struct, eq=False):
    """Plain data, and how much it is: the elements of all its lists, those and the entries of its
    records and maps, the characters of its longest text. Each may be more than there is."""

    data: Any
    elements: int = 0
    entries: int = 0
    longest: int = 0


def of_value(value: Value) -> Measured | None:
    """Gives a value as plain data; None where a part of it is unknown, or a number too long."""
    found = Measured(None)
    try:
        found.data = _certain(value.data, found)
    except _DoubtError:
        return None
    return found


def read(plain: Plain, document: Document, filled: Measured) -> Measured:
    """Gives the plain form of a document that was read quickly, measured roughly.

    Each element of a list begins a line, or stands behind a comma or bracket. A line begins an
    element and an entry at most; it, or a comma, goes on with up to four maps within one another.
    What defaults `filled` in comes on top.
    """
    size = document.size
    if document.counted is not None:
        return Measured(plain, *document.counted)
    if size is None:
        text = document.source.text.encode("utf-8", "surrogatepass")
        elements = 1 + len(text) - len(text.translate(None, b"\n,["))
        size = document.size = elements, 6 * elements
    return _with_defaults(plain, size, filled)


def closely(plain: Plain, document: Document, filled: Measured) -> Measured:
    """Gives the same, measured closely, which takes longer: elements begin with a dash."""
    if document.counted is not None:
        return Measured(plain, *document.counted)
    text = document.source.text
    elements = text.count("- ") + text.count(",") + text.count("[")
    entries = elements + text.count("\n") + text.count("{") + 2
    return _with_defaults(plain, (elements, entries), filled)


def _with_defaults(plain: Plain, size: tuple[int, int], filled: Measured) -> Measured:
    elements, entries = size
    return Measured(
        plain,
        elements + entries * filled.elements,
        entries + entries * filled.entries,
        filled.longest if filled.longest > LONGEST else LONGEST,
    )


def together(members: Sequence[Measured]) -> Measured:
    """Gives the data of several manifests as one list."""
    return Measured(
        [member.data for member in members],
        len(members) + sum(member.elements for member in members),
        len(members) + sum(member.entries for member in members),
        max((member.longest for member in members), default=0),
    )


def both(left: Measured, right: Measured) -> Measured:
    """Gives the size of two pieces of data together."""
    return Measured(
        None,
        left.elements + right.elements,
        left.entries + right.entries,
        max(left.longest, right.longest),
    )


def defaults(type_: Type) -> Measured | None:
    """Gives how much the defaults of a type fill in at most, for each record that was read; None
    where a number in them is too long."""
    found = Measured(None)
    try:
        for record in records(type_):
            filled = Measured(None)
            _fill({}, record, filled, 0)
            found.elements = max(found.elements, filled.elements)
            found.entries = max(found.entries, filled.entries)
            found.longest = max(found.longest, filled.longest)
    except _DoubtError:
        return None
    return found


class _DoubtError(Exception):
    """Something is not known, or too long."""


_DEEPEST = 64


def _fill(default: object, type_: Type, found: Measured, depth: int) -> None:
    """Adds up a default, and what the type fills in below it."""
    if depth > _DEEPEST:
        raise _DoubtError
    match default:
        case str():
            found.longest = max(found.longest, len(default))
        case list():
            found.elements += len(default)
            found.entries += len(default)
            for item in default:
                _fill(item, type_.item if isinstance(type_, ListType) else ANY, found, depth + 1)
        case dict():
            found.entries += len(default)
            for key, item in default.items():
                found.longest = max(found.longest, len(key))
                _fill(item, inner(type_, key), found, depth + 1)
            for name, field in type_.fields.items() if isinstance(type_, Record) else ():
                if field.has_default and default.get(name) is None:
                    found.entries += 1
                    found.longest = max(found.longest, len(name))
                    _fill(field.default, field.type, found, depth + 1)
        case int() | Fraction():
            _reckoned(default)
        case _:
            pass


def _certain(data: Data, found: Measured) -> Any:
    match data:
        case str():
            found.longest = max(found.longest, len(data))
            return data
        case bool():
            return data
        case int() | Fraction():
            return _reckoned(data)
        case list():
            found.elements += len(data)
            found.entries += len(data)
            return [_certain(item.data, found) for item in data]
        case dict():
            found.entries += len(data)
            found.longest = max(found.longest, *map(len, data), 0)
            return {key: _certain(item.data, found) for key, item in data.items()}
        case Absent():
            return None
        case Days(count) | Months(count):
            return _reckoned(count)
        case Unknown():
            raise _DoubtError
        case _:
            return data


def _reckoned(number: int | Fraction) -> int | Fraction:
    if not is_short(number):
        raise _DoubtError
    return number
