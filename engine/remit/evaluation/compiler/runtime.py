"""Runtime: what generated code calls. Whatever these functions can't take, they raise for."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from itertools import pairwise
from operator import itemgetter
from typing import Any

from remit.manifest.plain import is_short
from remit.manifest.values import Days, Member, Months, Unknown
from remit.semantics import operations
from remit.semantics.versions import version as read_version
from remit.text.numbers import Number
from remit.text.numbers import number as read_number

DOUBT = object()
"""Stands for what could not be computed ahead of all manifests."""


class DoubtfulError(Exception):
    """Nothing is certain where this is raised: the interpreter has to look."""


def known(data: Any) -> Any:
    """Gives what an operation gives; raises where that is unknown."""
    if isinstance(data, Unknown):
        raise DoubtfulError
    return data


# -- what the schema leaves open ----------------------------------------------------------------


def listed(data: Any) -> list[Any]:
    """Gives a list, and nothing else."""
    if data.__class__ is not list:
        raise DoubtfulError
    found: list[Any] = data
    return found


def text_of(data: Any) -> str:
    """Gives a text, and nothing else."""
    if not isinstance(data, str):
        raise DoubtfulError
    return str(data)


def certain(data: Any) -> Any:
    """Gives what is there, and nothing else."""
    if data is None:
        raise DoubtfulError
    return data


def number(data: Any) -> Number:
    """Gives a number, and nothing else."""
    if data.__class__ is not int and data.__class__ is not Fraction:
        raise DoubtfulError
    found: Number = data
    return found


def filled(data: Any) -> bool:
    """Says whether a text, list or map is not empty; nothing is empty."""
    if data is None:
        return False
    if isinstance(data, str):
        return bool(data.strip())
    if data.__class__ is not list and data.__class__ is not dict:
        raise DoubtfulError
    return bool(data)


def same(left: Any, right: Any) -> bool | None:
    """Says whether two pieces of plain data are equal, None where they don't compare."""
    if left is None or right is None:
        return None
    if left.__class__ is list and right.__class__ is list:
        if len(left) != len(right):
            return False
        return _all([_same_inside(a, b) for a, b in zip(left, right, strict=True)])
    if left.__class__ is dict and right.__class__ is dict:
        return _all([_same_inside(left.get(k), right.get(k)) for k in {**left, **right}])
    if _kind(left) is not _kind(right):
        return None
    return bool(left == right)


def _same_inside(left: Any, right: Any) -> bool | None:
    if left is None or right is None:
        return left is right
    return same(left, right)


def _all(answers: Sequence[bool | None]) -> bool | None:
    if any(answer is False for answer in answers):
        return False
    return None if None in answers else True


def _kind(data: Any) -> type:
    found: type = {Fraction: int, Member: str}.get(data.__class__, data.__class__)
    return found


def holds(whole: Any, part: Any) -> bool | None:
    """Says whether a text or list has a part, None where that can't be decided."""
    if part is None:
        return None
    if isinstance(whole, str) and isinstance(part, str):
        return part in whole
    if whole.__class__ is not list:
        return None
    answers = [same(item, part) for item in whole]
    if True in answers:
        return True
    return None if None in answers else False


# -- lists --------------------------------------------------------------------------------------

_SEARCHED = 1000

leading: Callable[[Any], Any] = itemgetter(0)


def whole(items: list[Any]) -> list[Any]:
    """Gives a list in which nothing is absent."""
    if None in items:
        raise DoubtfulError
    return items


def place(items: list[Any], item: Any) -> int:
    """Gives the position of an element, which has to be there once, in a list that isn't long."""
    if len(items) > _SEARCHED:
        raise DoubtfulError
    found = [position for position, other in enumerate(items) if other is item]
    if len(found) != 1:
        raise DoubtfulError
    return found[0]


def distinct(items: list[Any]) -> list[Any]:
    """Gives every element once."""
    return whole(list(dict.fromkeys(items)))


def repeated(items: list[Any]) -> list[Any]:
    """Gives the elements that are there more than once, each once."""
    counts: dict[Any, int] = {}
    for item in items:
        counts[item] = counts.get(item, 0) + 1
    if None in counts:
        raise DoubtfulError
    return [item for item, count in counts.items() if count > 1]


def total(items: list[Any]) -> Number:
    """Gives the sum of numbers of any length."""
    found: Number = 0
    for item in items:
        found = short(found + item)
    return found


def pairs(items: list[Any]) -> list[dict[str, Any]]:
    """Gives the neighbours in a list."""
    return [{"before": before, "after": after} for before, after in pairwise(items)]


_ROOM = 200_000


def kept(store: dict[Any, Any], key: tuple[Any, ...], value: Any) -> Any:
    """Keeps a value in a store, which is emptied where it holds too many elements."""
    made = value[0] if value.__class__ is tuple else value
    size = 1 + (len(made) if made.__class__ is list else 0)
    room = store.get(None, 0) + size
    if room > _ROOM:
        store.clear()
        room = size
    store[None], store[key] = room, value
    return value


def apart(pairs: list[tuple[Any, Any]]) -> tuple[list[Any], dict[Any, list[int]]]:
    """Gives the elements of pairs with keys, and the positions by key."""
    at: dict[Any, list[int]] = {}
    for position, (key, _) in enumerate(pairs):
        at.setdefault(key, []).append(position)
    return [element for _, element in pairs], at


def without(parts: tuple[list[Any], dict[Any, list[int]]], key: Any) -> list[Any]:
    """Gives all elements but those with a key."""
    elements, at = parts
    here = at.get(key)
    if here is None:
        return elements
    found = elements[:]
    for position in reversed(here):
        del found[position]
    return found


# -- numbers ------------------------------------------------------------------------------------


def short(value: Number) -> Number:
    """Gives a number that hasn't too many digits."""
    found: Number = known(operations.bounded(value))
    return found


def ratio(value: Number, scale: Number) -> Fraction:
    """Gives a quotient, exactly."""
    return Fraction(value) / scale


def rounded(value: Number, digits: int) -> Number:
    """Gives a number rounded to so many decimals."""
    found: Number = known(_meanings().rounded((value, digits)))
    return found


def number_of(text: Any) -> Number:
    """Gives the number that a text writes."""
    found = read_number(text_of(text))
    if found is None or not is_short(found):
        raise DoubtfulError
    return found


# -- texts --------------------------------------------------------------------------------------


def pattern(written: str) -> Callable[[str], object]:
    """Gives what matches a whole text with a regular expression."""
    import re2  # a library of its own, which most programs do without

    options = re2.Options()
    options.log_errors = False
    found: Callable[[str], object] = re2.compile(written, options).fullmatch
    return found


def plain_pattern(written: str) -> Callable[[str], object]:
    """Gives the same for a pattern that is plain, without that library for texts in ASCII."""
    plainly = re.compile(written).fullmatch
    exactly: list[Callable[[str], object]] = []

    def fits(text: str) -> object:
        if text.isascii():
            return plainly(text)
        if not exactly:
            exactly.append(pattern(written))
        return exactly[0](text)

    return fits


def joined(items: list[str], separator: str) -> str:
    """Gives texts as one, which may not be too long."""
    if sum(map(len, items)) + len(separator) * len(items) > _meanings().LONGEST:
        raise DoubtfulError
    return separator.join(items)


def replaced(text: str, part: str, by: str) -> str:
    """Gives a text with every occurrence of a part replaced."""
    found: str = known(_meanings().replace(text_of(text), text_of(part), text_of(by)))
    return found


def version(text: Any) -> object:
    """Gives the version that a text writes."""
    found = read_version(text_of(text))
    if found is None:
        raise DoubtfulError
    return found


# -- dates --------------------------------------------------------------------------------------


def date_of(text: Any) -> date:
    """Gives the date that a text writes."""
    found: date = known(_meanings().date((text_of(text),)))
    return found


def quarter(day: date) -> str:
    """Gives the quarter of a date or timestamp."""
    return f"{day.year:04}-Q{(day.month + 2) // 3}"


def by_days(day: date, count: Number) -> date:
    """Gives a date or timestamp moved by days."""
    found: date = known(operations.add(day, Days(count)))
    return found


def by_months(day: date, count: int) -> date:
    """Gives a date or timestamp moved by months."""
    found: date = known(operations.add(day, Months(count)))
    return found


def between(later: datetime, earlier: datetime) -> Number:
    """Gives the days between two timestamps."""
    found: Days = known(operations.subtract(later, earlier))
    return found.count


@cache
def _meanings() -> Any:
    from remit.semantics import meanings  # three modules, which most programs do without

    return meanings


CALLED: dict[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (
        listed, text_of, certain, number, filled, same, holds, whole, place, distinct, repeated,
        total, pairs, short, ratio, rounded, number_of, pattern, plain_pattern, joined, replaced,
        version, date_of, quarter, by_days, by_months, between, kept, apart, without,
    )
} | {"leading": leading}  # fmt: skip
"""All that generated code may call."""
