"""Meanings: what the functions of texts, numbers, dates and records give.

No data that reaches them is absent or unknown, and no data makes them raise: what they can't take
is unknown, with the reason.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from fractions import Fraction
from typing import TypeGuard

from remit.manifest.values import Data, Days, Months, Unknown, Value, shown
from remit.semantics import operations
from remit.semantics.aggregates import Result, missing, unfit
from remit.semantics.versions import version as read_version
from remit.text import numbers
from remit.text.numbers import DIGITS, Number

Arguments = tuple[Data, ...]

LONGEST = 1_000_000
"""The most characters that a function may build a text of."""


def of_text(function: str, meaning: Callable[[str], Data]) -> Callable[[Arguments], Result]:
    """Gives the meaning of a function of one text."""

    def apply(arguments: Arguments) -> Result:
        data = arguments[0]
        return meaning(str(data)) if isinstance(data, str) else unfit(function, "a text", data)

    return apply


def of_texts(function: str, meaning: Callable[..., Data]) -> Callable[[Arguments], Result]:
    """Gives the meaning of a function of several texts."""

    def apply(arguments: Arguments) -> Result:
        for data in arguments:
            if not isinstance(data, str):
                return unfit(function, "a text", data)
        return meaning(*arguments)

    return apply


def of_number(function: str, meaning: Callable[[Number], Data]) -> Callable[[Arguments], Result]:
    """Gives the meaning of a function of one number."""

    def apply(arguments: Arguments) -> Result:
        data = arguments[0]
        return meaning(data) if _is_number(data) else unfit(function, "a number", data)

    return apply


def of_day(
    function: str, meaning: Callable[[datetime.date], Data]
) -> Callable[[Arguments], Result]:
    """Gives the meaning of a function of one date or timestamp."""

    def apply(arguments: Arguments) -> Result:
        data = arguments[0]
        return meaning(data) if isinstance(data, datetime.date) else unfit(function, "a date", data)

    return apply


def _is_number(data: Data) -> TypeGuard[Number]:
    return isinstance(data, int | Fraction) and not isinstance(data, bool)


# -- texts --------------------------------------------------------------------------------------


def text(arguments: Arguments) -> Result:
    """Gives a scalar as text: a number as its exact decimal, a date as year-month-day."""
    data = arguments[0]
    if isinstance(data, list | dict):
        return unfit("text", "a single value", data)
    return shown(data)


def length(arguments: Arguments) -> Result:
    """Gives the number of characters of a text, or of entries of a list or map."""
    data = arguments[0]
    if isinstance(data, str | list | dict):
        return len(data)
    return unfit("length", "a text, a list or a map", data)


def join(arguments: Arguments) -> Result:
    """Gives the texts of a list as one, with a separator (none where it isn't given) between."""
    items, separator = arguments[0], arguments[1] if len(arguments) > 1 else ""
    if not isinstance(items, list):
        return unfit("join", "a list of texts", items)
    if not isinstance(separator, str):
        return unfit("join", "a text between the elements", separator)
    parts: list[str] = []
    for item in items:
        undecided = missing(item)
        if undecided is not None:
            return undecided
        if not isinstance(item.data, str):
            return unfit("join", "a list of texts", item.data)
        parts.append(item.data)
    return _short("join", sum(map(len, parts)) + len(separator) * len(parts)) or str(
        separator
    ).join(parts)


def split(whole: str, separator: str) -> Data:
    """Gives the parts of a text between separators."""
    if not separator:
        return Unknown("`split` needs a separator that isn't empty")
    return [Value(part) for part in whole.split(separator)]


def replace(whole: str, part: str, by: str) -> Data:
    """Gives a text in which every occurrence of a part is another text."""
    if not part:
        return Unknown("`replace` needs a part that isn't empty")
    return _short("replace", len(whole) + whole.count(part) * len(by)) or whole.replace(part, by)


def _short(function: str, size: int) -> Unknown | None:
    if size <= LONGEST:
        return None
    return Unknown(f"`{function}` would give a text of more than {LONGEST} characters")


def version(whole: str) -> Data:
    """Gives the version that a text writes."""
    found = read_version(whole)
    return found if found is not None else Unknown(f"`{operations.cut(whole)}` is no version")


def number(arguments: Arguments) -> Result:
    """Gives the number that a text writes in decimals."""
    data = arguments[0]
    if _is_number(data):
        return data
    if not isinstance(data, str):
        return unfit("number", "a text", data)
    found = numbers.number(data)
    return found if found is not None else Unknown(f"`{operations.cut(data)}` is no number")


# -- numbers ------------------------------------------------------------------------------------


def absolute(value: Number) -> Data:
    """Gives a number without its sign."""
    return -value if value < 0 else value


def rounded(arguments: Arguments) -> Result:
    """Gives a number rounded to so many decimals (0 where not given); halves go away from zero."""
    value, digits = arguments[0], arguments[1] if len(arguments) > 1 else 0
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        return unfit("round", "a number", value)
    if isinstance(digits, bool) or not isinstance(digits, int) or not 0 <= digits <= DIGITS:
        return Unknown(f"`round` needs a whole number of decimals from 0 to {DIGITS}")
    scaled = abs(value) * 10**digits
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return operations.bounded(Fraction(whole if value >= 0 else -whole, 10**digits))


def days(arguments: Arguments) -> Result:
    """Gives the number of days of a duration."""
    data = arguments[0]
    if isinstance(data, Days):
        return data.count
    if isinstance(data, Months):
        return Unknown("`days` needs a duration in days: months differ in length")
    return unfit("days", "a duration in days", data)


# -- dates --------------------------------------------------------------------------------------


def date(arguments: Arguments) -> Result:
    """Gives the day of a timestamp as written, of a date itself, or of its text."""
    data = arguments[0]
    if isinstance(data, datetime.datetime):
        return data.date()
    if isinstance(data, datetime.date):
        return data
    if not isinstance(data, str):
        return unfit("date", "a timestamp, or the text of a date", data)
    try:
        found = datetime.date.fromisoformat(data)
    except ValueError:
        return Unknown(f"`{operations.cut(data)}` is no date")
    # Python also reads other forms of ISO 8601, such as 20260131 and 2026-W05-6
    return found if found.isoformat() == data else Unknown(f"`{operations.cut(data)}` is no date")


def quarter(day: datetime.date) -> Data:
    """Gives the quarter of a date, such as `2026-Q4`."""
    return f"{day.year:04}-Q{(day.month + 2) // 3}"


# -- records and maps ---------------------------------------------------------------------------


def keys(arguments: Arguments) -> Result:
    """Gives the keys of a map in the order of the file; a null entry's key is one, too."""
    data = arguments[0]
    if not isinstance(data, dict):
        return unfit("keys", "a map", data)
    return [Value(key, value.spot) for key, value in data.items()]


def values(arguments: Arguments) -> Result:
    """Gives the values of a map in the order of the file, absent ones of null entries too."""
    data = arguments[0]
    return list(data.values()) if isinstance(data, dict) else unfit("values", "a map", data)
