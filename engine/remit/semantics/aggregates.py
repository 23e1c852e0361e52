"""Aggregates: what the functions over lists give.

An element that is absent or unknown makes the answer unknown wherever it would have a say in it;
elements that are handed on keep their place.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import date, datetime
from fractions import Fraction
from itertools import pairwise

from remit.manifest.values import (
    Absent,
    Data,
    Days,
    Member,
    Months,
    Unknown,
    Value,
    Version,
)
from remit.semantics import operations

Result = Data | Value


def missing(value: Value) -> Unknown | None:
    """Gives why a value can't be used, or None where it can."""
    if isinstance(value.data, Unknown):
        return value.data
    if isinstance(value.data, Absent):
        return Unknown("" if value.spot else "an element is missing", value.spot)
    return None


def unfit(function: str, wanted: str, data: Data) -> Unknown:
    """Gives the unknown of a function that met the wrong type of data."""
    return Unknown(f"`{function}` needs {wanted}, but met {operations.kind(data)}")


def over_list(
    function: str, meaning: Callable[[list[Value]], Result]
) -> Callable[[tuple[Data, ...]], Result]:
    """Gives the meaning of a function of one list, whatever its elements are."""

    def apply(arguments: tuple[Data, ...]) -> Result:
        data = arguments[0]
        return meaning(data) if isinstance(data, list) else unfit(function, "a list", data)

    return apply


def summed(arguments: tuple[Data, ...]) -> Result:
    """Gives the sum of a list, begun with the second argument: 0 where there is none."""
    start = arguments[1] if len(arguments) > 1 else 0
    return over_decided("sum", lambda items: _total(items, start))(arguments)


def over_decided(
    function: str, meaning: Callable[[list[Value]], Result]
) -> Callable[[tuple[Data, ...]], Result]:
    """Gives the meaning of a function of one list whose elements all have to be there."""

    def apply(items: list[Value]) -> Result:
        for item in items:
            undecided = missing(item)
            if undecided is not None:
                return undecided
        return meaning(items)

    return over_list(function, apply)


def _total(items: list[Value], start: Data) -> Result:
    parts = [item.data for item in items]
    if start != 0:
        parts.insert(0, start)
    result = parts[0] if parts else start
    for position, data in enumerate(parts):
        if isinstance(data, bool) or not isinstance(data, int | Fraction | Days):
            return unfit("sum", "numbers or durations in days", data)
        result = operations.add(result, data) if position else data
        if isinstance(result, Unknown):
            return result
    return result


def extreme(wanted: int) -> Callable[[list[Value]], Result]:
    """Gives `min` (-1) or `max` (1): the first element that no other goes beyond."""

    def choose(items: list[Value]) -> Result:
        if not items:
            return Absent()
        best = items[0]
        for item in items:
            stands = operations.order(item.data, best.data)
            if isinstance(stands, Unknown):
                return stands
            if stands == wanted:
                best = item
        return best

    return choose


def distinct(items: list[Value]) -> Result:
    """Gives the first of each group of equal elements, in their order."""
    groups = _groups(items)
    return groups if isinstance(groups, Unknown) else [group[0] for group in groups]


def duplicates(items: list[Value]) -> Result:
    """Gives the second of each group of equal elements: every repeated value once."""
    groups = _groups(items)
    return groups if isinstance(groups, Unknown) else [group[1] for group in groups if group[1:]]


def _groups(items: list[Value]) -> list[list[Value]] | Unknown:
    groups: dict[Hashable, list[Value]] = {}
    for item in items:
        sameness = same_key(item.data)
        if isinstance(sameness, Unknown):
            return sameness
        groups.setdefault(sameness, []).append(item)
    return list(groups.values())


def same_key(data: Data) -> Hashable | Unknown:
    """Gives a key that two pieces of data share just where `==` holds between them."""
    match data:
        case list():
            return _all_keys("list", [(position, item) for position, item in enumerate(data)])
        case dict():
            present = [(key, item) for key, item in sorted(data.items()) if _is_there(item)]
            return _all_keys("record", present)
        case str():
            return ("text", str(data))
        case bool() | int() | Fraction() | datetime() | date() | Days() | Months() | Version():
            return (operations.kind(data), data)
        case Absent():
            return ("absent",)
        case Unknown():
            return data


def _is_there(item: Value) -> bool:
    return not isinstance(item.data, Absent)


def _all_keys(kind: str, items: Sequence[tuple[str | int, Value]]) -> Hashable | Unknown:
    keys: list[Hashable] = []
    for name, item in items:
        sameness = same_key(item.data)
        if isinstance(sameness, Unknown):
            return sameness
        keys.append((name, sameness))
    return (kind, tuple(keys))


def pairs(items: list[Value]) -> Result:
    """Gives neighbours as records `before` and `after`: one fewer than there are elements."""
    return [Value({"before": before, "after": after}) for before, after in pairwise(items)]


def rank(arguments: tuple[Data, ...]) -> Result:
    """Gives the position of an ordered enum's member, from 1."""
    data = arguments[0]
    if isinstance(data, Member) and data in data.order:
        return data.order.index(str(data)) + 1
    return unfit("rank", "a value of an ordered enum", data)
