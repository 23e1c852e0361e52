"""Operations: the meaning of the operators on data that is there.

Absent and unknown operands never reach these functions: what meets them is unknown already. Two
kinds of data that don't go together are unknown too, so that no surprise passes for an answer.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from fractions import Fraction

from remit.manifest.values import Absent, Data, Days, Member, Months, Unknown, Value, Version
from remit.text.numbers import DIGITS, Number, simple

_BOUND = 10**DIGITS
_SHOWN = 40


def kind(data: Data) -> str:
    """Gives what a piece of data is, in the words of the language."""
    if data.__class__ is str:  # as most data is
        return "text"
    match data:
        case bool():
            return "a boolean"
        case str():
            return "text"
        case int() | Fraction():
            return "a number"
        case datetime():
            return "a timestamp"
        case date():
            return "a date"
        case Days():
            return "a duration in days"
        case Months():
            return "a duration in months"
        case Version():
            return "a version"
        case list():
            return "a list"
        case dict():
            return "a record"
        case Absent():
            return "missing"
        case Unknown():
            return "unknown"


def equal(left: Data, right: Data) -> bool | Unknown:
    """Says whether two pieces of data are the same: exact, deep, in order."""
    if isinstance(left, list) and isinstance(right, list):
        return _equal_lists(left, right)
    if isinstance(left, dict) and isinstance(right, dict):
        return _equal_records(left, right)
    if left.__class__ is not right.__class__ and kind(left) != kind(right):
        return Unknown(f"{kind(left)} can't be compared with {kind(right)}")
    return left == right


def _equal_lists(left: list[Value], right: list[Value]) -> bool | Unknown:
    if len(left) != len(right):
        return False
    return _all([_equal_inside(a.data, b.data) for a, b in zip(left, right, strict=True)])


def _equal_records(left: dict[str, Value], right: dict[str, Value]) -> bool | Unknown:
    nothing = Value(Absent())
    return _all(
        [
            _equal_inside(left.get(key, nothing).data, right.get(key, nothing).data)
            for key in {**left, **right}
        ]
    )


def _equal_inside(left: Data, right: Data) -> bool | Unknown:
    """Says the same within two structures, where absent equals absent and nothing else."""
    for side in (left, right):
        if isinstance(side, Unknown):
            return side
    if isinstance(left, Absent) or isinstance(right, Absent):
        return isinstance(left, Absent) and isinstance(right, Absent)
    return equal(left, right)


def _all(answers: list[bool | Unknown]) -> bool | Unknown:
    if False in answers:
        return False
    return next((answer for answer in answers if isinstance(answer, Unknown)), True)


def order(left: Data, right: Data) -> int | Unknown:
    """Says how two pieces of data stand in order: -1, 0 or 1."""
    if left.__class__ is int and right.__class__ is int:
        return (left > right) - (left < right)
    if isinstance(left, Member) or isinstance(right, Member):
        return _order_members(left, right)
    match left, right:
        case (bool(), _) | (_, bool()) | (str(), str()):
            pass
        case (int() | Fraction(), int() | Fraction()):
            return (left > right) - (left < right)
        case (datetime(), datetime()):
            return (left > right) - (left < right)
        case (Version(), Version()):
            return (left > right) - (left < right)
        case (Days(a), Days(b)) | (Months(a), Months(b)):
            return (a > b) - (a < b)
        case (date(), date()) if kind(left) == kind(right):
            return (left > right) - (left < right)
    return Unknown(f"{kind(left)} has no order against {kind(right)}")


def placed(left: Data, right: Data) -> int:
    """Gives the same for sorting: 0 where there is no order."""
    stands = order(left, right)
    return 0 if isinstance(stands, Unknown) else stands


def _order_members(left: Data, right: Data) -> int | Unknown:
    known = next(side.order for side in (left, right) if isinstance(side, Member))
    for side in (left, right):
        if side not in known:
            return Unknown(_out_of(known, side))
    a, b = known.index(str(left)), known.index(str(right))
    return (a > b) - (a < b)


def _out_of(order: tuple[str, ...], data: Data) -> str:
    """Gives why a piece of data doesn't stand anywhere in the order of an enum."""
    what = f"`{cut(data)}`" if isinstance(data, str) else kind(data)
    members = ", ".join(f"`{member}`" for member in order[:6])
    more = ", ..." if len(order) > 6 else ""
    return f"{what} is none of {members}{more}, by whose order it is compared"


def cut(text: str) -> str:
    """Gives as much of a text as a reason shows."""
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "..."


def add(left: Data, right: Data) -> Data:
    """Gives `left + right`: numbers, durations of one unit, a date and a duration."""
    match left, right:
        case (bool(), _) | (_, bool()):
            pass
        case (int() | Fraction(), int() | Fraction()):
            return bounded(left + right)
        case (Days(a), Days(b)):
            return _days(a + b)
        case (Months(a), Months(b)):
            return _months(a + b)
        case (date(), Days() | Months()):
            return _moved(left, right)
        case (Days() | Months(), date()):
            return _moved(right, left)
    return Unknown(f"{kind(left)} and {kind(right)} don't add")


def subtract(left: Data, right: Data) -> Data:
    """Gives `left - right`; the difference of two dates or timestamps is a duration in days."""
    match left, right:
        case (bool(), _) | (_, bool()):
            pass
        case (int() | Fraction(), int() | Fraction()):
            return bounded(left - right)
        case (datetime(), datetime()):
            gap = left - right
            seconds = Fraction(gap.seconds) + Fraction(gap.microseconds, 1_000_000)
            return Days(simple(gap.days + seconds / 86_400))
        case (date(), date()) if kind(left) == kind(right):
            return Days((left - right).days)
        case (_, Days(count)):
            return add(left, Days(-count))
        case (_, Months(months)):
            return add(left, Months(-months))
    return Unknown(f"{kind(right)} can't be taken from {kind(left)}")


def multiply(left: Data, right: Data) -> Data:
    """Gives `left * right`: numbers, or a duration and a number."""
    match left, right:
        case (bool(), _) | (_, bool()):
            pass
        case (int() | Fraction(), int() | Fraction()):
            return bounded(left * right)
        case (Days(count), int() | Fraction()):
            return _days(count * right)
        case (int() | Fraction(), Days(count)):
            return _days(left * count)
        case (Months(months), int()):
            return _months(months * right)
        case (int(), Months(months)):
            return _months(left * months)
        case (Months(), Fraction()) | (Fraction(), Months()):
            return Unknown("a part of a month")
    return Unknown(f"{kind(left)} and {kind(right)} don't multiply")


def divide(left: Data, right: Data) -> Data:
    """Gives `left / right`, exactly; by zero is unknown."""
    match left, right:
        case (bool(), _) | (_, bool()):
            pass
        case (int() | Fraction() | Days(), int() | Fraction()) if right == 0:
            return Unknown("a division by zero")
        case (int() | Fraction(), int() | Fraction()):
            return bounded(Fraction(left) / right)
        case (Days(count), int() | Fraction()):
            return _days(Fraction(count) / right)
        case (Days(a), Days(b)):
            return bounded(Fraction(a) / b) if b else Unknown("a division by zero")
    return Unknown(f"{kind(left)} can't be divided by {kind(right)}")


ARITHMETIC: dict[str, Callable[[Data, Data], Data]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
}


def bounded(value: Number) -> Number | Unknown:
    """Gives a number in its simplest form, or unknown where it has grown beyond all use."""
    if abs(value.numerator) >= _BOUND or value.denominator >= _BOUND:
        return Unknown(f"a number of more than {DIGITS} digits")
    return simple(value)


def _days(count: Number) -> Data:
    found = bounded(count)
    return found if isinstance(found, Unknown) else Days(found)


def _months(count: int) -> Data:
    found = bounded(count)
    return found if isinstance(found, Unknown) else Months(count)


def _moved(day: date, by: Days | Months) -> Data:
    try:
        return _by_days(day, by.count) if isinstance(by, Days) else _by_months(day, by.count)
    except (OverflowError, ValueError):
        return Unknown("a date beyond the years 1 to 9999")


def _by_days(day: date, count: Number) -> Data:
    if isinstance(day, datetime):
        return day + timedelta(microseconds=int(count * 86_400_000_000))
    if count.denominator != 1:
        return Unknown("a date moved by a part of a day")
    return day + timedelta(days=int(count))


def _by_months(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return day.replace(year, month + 1, min(day.day, _days_of(year, month + 1)))


def _days_of(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31
