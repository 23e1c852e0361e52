"""Measured data: plain values for compiled rules, with what bounds the work that these do.

Compiled rules take what a plain form has not: parts that are in doubt, since they are unknown or
numbers too long to reckon with. And durations, which only params have, are their numbers to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NoReturn

from remit.manifest.lines import LONGEST
from remit.manifest.plain import Plain, is_short
from remit.manifest.types import Type, records
from remit.manifest.values import Absent, Data, Days, Months, Unknown, Value


class Doubt:
    """What can't be known: to compare it, to hash it, to take it for true raises a TypeError."""

    __slots__ = ()

    def __eq__(self, other: object) -> NoReturn:
        raise TypeError

    def __bool__(self) -> NoReturn:
        raise TypeError


DOUBT = Doubt()


@dataclass(slots=True, eq=False)
class Measured:
    """Plain data, the number of elements and entries in it, and the characters of its longest text;
    both may be more than there are."""

    data: Any
    entries: int = 0
    longest: int = 0


def doubtful(value: Value) -> Measured:
    """Gives a value as plain data, with DOUBT where a part of it is unknown or too long."""
    found = Measured(None)
    found.data = _doubtful(value.data, found)
    return found


def read(plain: Plain, text: str, filled: Measured) -> Measured:
    """Gives the plain form of a document that was read quickly from a text. Each of its entries
    begins on a line of its own or behind a comma; what defaults `filled` in comes on top."""
    entries = text.count("\n") + text.count(",") + 2
    return Measured(plain, entries * (1 + filled.entries), max(LONGEST, filled.longest))


def defaults(type_: Type) -> Measured | None:
    """Gives how much the defaults of a type fill in at most, for each entry that was read; None
    where a number in them is too long."""
    found = Measured(None)
    try:
        for record in records(type_):
            for field in record.fields.values():
                if field.has_default:
                    _measure(field.default, found)
    except _TooLongError:
        return None
    return found


class _TooLongError(Exception):
    pass


def _measure(default: object, found: Measured) -> None:
    found.entries += 1
    match default:
        case str():
            found.longest = max(found.longest, len(default))
        case list():
            for item in default:
                _measure(item, found)
        case dict():
            for key, item in default.items():
                found.longest = max(found.longest, len(key))
                _measure(item, found)
        case int() | Fraction() if not is_short(default):
            raise _TooLongError


def _doubtful(data: Data, found: Measured) -> Any:
    match data:
        case str():
            found.longest = max(found.longest, len(data))
            return data
        case bool():
            return data
        case int() | Fraction():
            return data if is_short(data) else DOUBT
        case list():
            found.entries += len(data)
            return [_doubtful(item.data, found) for item in data]
        case dict():
            found.entries += len(data)
            found.longest = max(found.longest, *map(len, data), 0)
            return {key: _doubtful(item.data, found) for key, item in data.items()}
        case Absent():
            return None
        case Days(count) | Months(count):
            return count if is_short(count) else DOUBT
        case Unknown():
            return DOUBT
        case _:
            return data
