"""Domains: what is known of a value before any manifest is read.

A domain says which values a type admits (the members of an enum, the bounds of a number), and
whether the value may be absent or unknown. It speaks of manifests that their schema admits: what it
refuses is a finding already. What isn't known stands for anything, so that whatever is said from
domains holds.
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from remit.manifest.types import (
    ANY,
    MISTAKEN,
    BooleanType,
    EnumType,
    NumberType,
    Type,
)
from remit.text.numbers import Number

Scalar = str | bool | Number | date


class Range(Struct, frozen=True):
    """An interval of numbers or of dates; None where it has no bound, `open` where the bound itself
    is left out."""

    low: Number | date | None = None
    high: Number | date | None = None
    low_open: bool = False
    high_open: bool = False

    @property
    def is_empty(self) -> bool:
        """Says whether nothing lies in it."""
        if self.low is None or self.high is None:
            return False
        return not _below(self.low, self.high) and (
            self.low != self.high or self.low_open or self.high_open
        )


Values = frozenset[Scalar] | Range | None
"""Some values, an interval of them, or (None) any."""

BOOLEANS: Values = frozenset({True, False})


class Domain(Struct, frozen=True):
    """What a value may be. `there` is False where it is known to be absent.

    `item` is what is known of the elements of a list beyond their type, and `parts` of the fields
    of a record, or all entries of a table. `filled` says that a list is known to have an element.
    """

    type: Type
    values: Values = None
    absent: bool = False
    there: bool = True
    unknown: bool = False
    item: Domain | None = None
    parts: tuple[tuple[str, Domain], ...] = ()
    filled: bool = False

    @property
    def sure(self) -> bool:
        """Says whether the value is neither absent nor unknown."""
        return self.there and not self.absent and not self.unknown

    @property
    def only(self) -> Scalar | None:
        """Gives the one value that it may have, None where that isn't known."""
        if isinstance(self.values, frozenset) and len(self.values) == 1:
            return next(iter(self.values))
        return None

    def present(self) -> Domain:
        """Gives the domain where the value is known to be there."""
        return replace(self, absent=False)

    def missing(self) -> Domain:
        """Gives the domain where the value is known to be absent."""
        return replace(self, absent=True, there=False)

    def unsure(self, unknown: bool) -> Domain:
        """Gives the domain where the value may be unknown, too."""
        return replace(self, unknown=self.unknown or unknown)

    def within(self, values: Values) -> Domain:
        """Gives the domain where the value is there and is one of some."""
        return replace(self, values=intersection(self.values, values), absent=False)

    def without(self, value: Scalar) -> Domain:
        """Gives the domain where the value is there and is another one."""
        if isinstance(self.values, frozenset):
            return replace(self, values=self.values - {value}, absent=False)
        return self.present()


ANYTHING = Domain(ANY, absent=True, unknown=True)
NOTHING = Domain(MISTAKEN, frozenset())
"""What the elements of an empty list are."""


def of_type(type_: Type, *, absent: bool = False, unknown: bool = False) -> Domain:
    """Gives the domain of the values that a type admits."""
    match type_:
        case EnumType(members):
            values: Values = frozenset(members)
        case BooleanType():
            values = BOOLEANS
        case NumberType(bounds):
            values = Range(bounds.low, bounds.high, bounds.low_open, bounds.high_open)
        case _:
            values = None
    return Domain(type_, values, absent, unknown=unknown)


def of_value(type_: Type, value: Scalar) -> Domain:
    """Gives the domain of a literal."""
    return Domain(type_, frozenset({value}))


def intersection(one: Values, other: Values) -> Values:
    """Gives the values that are in both."""
    if one is None or other is None:
        return other if one is None else one
    if isinstance(one, frozenset):
        return frozenset(value for value in one if holds(other, value))
    if isinstance(other, frozenset):
        return frozenset(value for value in other if holds(one, value))
    low, low_open = _tighter(one.low, one.low_open, other.low, other.low_open, lower=False)
    high, high_open = _tighter(one.high, one.high_open, other.high, other.high_open, lower=True)
    return Range(low, high, low_open, high_open)


def union(one: Values, other: Values) -> Values:
    """Gives values that hold those of both; an interval around them where that is needed."""
    if one is None or other is None:
        return None
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return one | other
    first, second = hull(one), hull(other)
    if first is None or second is None:
        return None
    low, low_open = _looser(first.low, first.low_open, second.low, second.low_open, lower=True)
    high, high_open = _looser(
        first.high, first.high_open, second.high, second.high_open, lower=False
    )
    return Range(low, high, low_open, high_open)


def hull(values: Values) -> Range | None:
    """Gives the interval around values that have an order, None where they have none."""
    if values is None or isinstance(values, Range):
        return values
    found = [value for value in values if not isinstance(value, str | bool)]
    if len(found) != len(values) or not found:
        return None
    low = high = found[0]
    for value in found[1:]:
        low = value if _below(value, low) else low
        high = value if _below(high, value) else high
    return Range(low, high)


def holds(values: Values, value: Scalar) -> bool:
    """Says whether a value is among others."""
    if values is None:
        return True
    if isinstance(values, frozenset):
        return value in values
    if isinstance(value, str | bool):
        return False
    over = values.low is None or _below(values.low, value)
    under = values.high is None or _below(value, values.high)
    over = over or (value == values.low and not values.low_open)
    return over and (under or (value == values.high and not values.high_open))


def is_empty(values: Values) -> bool:
    """Says whether there are no such values: what reaches them is never reached."""
    return values.is_empty if isinstance(values, Range) else values == frozenset()


def meet(one: Values, other: Values) -> bool:
    """Says whether a value may be in both."""
    return not is_empty(intersection(one, other))


def _below(one: Number | date, other: Number | date) -> bool:
    """Says whether one bound lies below another; what is of two kinds can't be told."""
    if isinstance(one, date) and isinstance(other, date):
        return one < other
    if isinstance(one, date) or isinstance(other, date):
        return False
    return one < other


def _tighter(
    one: Number | date | None,
    one_open: bool,
    other: Number | date | None,
    other_open: bool,
    *,
    lower: bool,
) -> tuple[Number | date | None, bool]:
    if one is None or other is None:
        return (other, other_open) if one is None else (one, one_open)
    if one == other:
        return one, one_open or other_open
    return (one, one_open) if _below(one, other) is lower else (other, other_open)


def _looser(
    one: Number | date | None,
    one_open: bool,
    other: Number | date | None,
    other_open: bool,
    *,
    lower: bool,
) -> tuple[Number | date | None, bool]:
    if one is None or other is None:
        return None, False
    if one == other:
        return one, one_open and other_open
    return (one, one_open) if _below(one, other) is lower else (other, other_open)
