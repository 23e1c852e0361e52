"""Plain values: what rules compute with where nothing has to be told about places.

A plain value is the data of the tree of values (`values.Value`) without the tree: spots and marks
of filled defaults are left away, and nothing else is. So, for each type of the schema:

| type | plain |
|---|---|
| record, map | `dict`, keys in the order of the document, then the defaults that were filled in |
| list | `list` |
| text, enum | `str`; `Member` for an enum whose order counts |
| number | `int` or `Fraction` |
| boolean, date, timestamp | `bool`, `date`, `datetime` with its offset |
| any | whichever of these it is |
| absent | a field that isn't there; `None` for an element of a list or an entry of a map |

Only a document without a single mistake has a plain form: where a value is unknown, the tree of
values tells why. Plain values are shared, and nobody changes them.
"""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

from remit.manifest.values import Absent, Data, Days, Months, Unknown, Value, Version
from remit.text.numbers import Number

Plain = (
    None | str | bool | int | Fraction | date | datetime | Days | Months | Version
    | list["Plain"] | dict[str, "Plain"]
)  # fmt: skip


SHORT = 30
"""A number in the plain form of a document that was read quickly has at most so many digits above
and below its fraction stroke."""

_BOUND: int = 10**SHORT


class NotPlainError(Exception):
    """A value is unknown, so that there is no plain form."""


def stripped(value: Value) -> Plain:
    """Gives the plain form of a value; raises NotPlainError where a part of it is unknown."""
    data: Data = value.data
    match data:
        case Absent():
            return None
        case Unknown():
            raise NotPlainError
        case list():
            return [stripped(item) for item in data]
        case dict():
            return {key: stripped(item) for key, item in data.items()}
        case _:
            return data


def is_short(number: Number) -> bool:
    """Says whether a number has few enough digits for a plain form that was read quickly."""
    return -_BOUND < number.numerator < _BOUND and number.denominator < _BOUND
