"""Decision tables looked at whole: the inputs that no row fits, those that two rows fit, and the
rows that no inputs fit.

The conditions of a column divide its input into parts between which no condition changes its mind:
each member of an enum, each bound that a condition names, the gaps between bounds. One value stands
for each part, and every combination of them is tried against every row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise, product
from math import prod

from msgspec import Struct

from remit.manifest.types import NumberType
from remit.semantics import outcomes
from remit.semantics.domains import Domain, Range, Scalar, hull, of_value
from remit.semantics.knowledge import Knowledge
from remit.syntax import tree
from remit.text.numbers import Number, simple

MOST = 20_000
"""So many combinations are tried at most; a table with more of them is not judged."""

FEW = 200
"""So many combinations are tried where it is only asked in passing."""


class Misfit(Struct, frozen=True):
    """A combination of inputs (None for an absent one) and the rows, from 1, that fit it: none of
    them, or more than one."""

    inputs: tuple[Scalar | None, ...]
    rows: tuple[int, ...]


def is_decided(decision: tree.Decision, inputs: Sequence[Domain], known: Knowledge) -> bool:
    """Says whether a table is sure to give something, whatever its inputs are; no where that takes
    long to find out. `known` is what holds inside of the table."""
    for at, domain in enumerate(inputs):
        asked = [row.conditions[at] for row in decision.rows]
        minds = _asks_absence([condition for condition in asked if condition is not None])
        if domain.unknown or not domain.there or (domain.absent and not minds):
            return False
    combinations = _combinations(decision, inputs, FEW)
    if combinations is None:
        return False
    for combination in combinations:
        rows = _fitting(decision, combination, inputs, known)
        if not rows or (len(rows) > 1 and not decision.take_first):
            return False
    return True


def misfits(
    decision: tree.Decision, inputs: Sequence[Domain], known: Knowledge
) -> Iterator[Misfit]:
    """Gives the combinations of inputs for which the table is sure to be undecided; nothing where
    its inputs can't be enumerated. `known` is what holds inside of the table."""
    for combination in _combinations(decision, inputs, MOST) or ():
        rows = _fitting(decision, combination, inputs, known)
        if rows is not None and (not rows or (len(rows) > 1 and not decision.take_first)):
            yield Misfit(combination, tuple(rows))


def taken(
    decision: tree.Decision, inputs: Sequence[Domain], known: Knowledge
) -> frozenset[int] | None:
    """Gives the rows, from 1, that are taken for some of the inputs, or could be but for another
    one; None where that isn't sure. `known` is what holds inside of the table."""
    combinations = _combinations(decision, inputs, MOST)
    if combinations is None or any(domain.unknown for domain in inputs):
        return None
    found: set[int] = set()
    for combination in combinations:
        rows = _fitting(decision, combination, inputs, known)
        if rows is None:
            return None
        found |= {*rows[:1]} if decision.take_first else {*rows}
    return frozenset(found)


def _combinations(
    decision: tree.Decision, inputs: Sequence[Domain], most: int
) -> Iterable[tuple[Scalar | None, ...]] | None:
    """Gives all combinations of inputs that the rows tell apart; None where there are too many."""
    columns = [_parts(decision, at, domain) for at, domain in enumerate(inputs)]
    parts = [column for column in columns if column is not None]
    if len(parts) < len(columns) or prod(map(len, parts)) > most:
        return None
    return product(*parts)


def _fitting(
    decision: tree.Decision,
    combination: tuple[Scalar | None, ...],
    inputs: Sequence[Domain],
    known: Knowledge,
) -> list[int] | None:
    """Gives the rows that are sure to fit; None where one may fit or be undecided."""
    for word, value, domain in zip(decision.inputs, combination, inputs, strict=True):
        given = domain.missing() if value is None else of_value(domain.type, value)
        known = known.binding(word.text, given)
    found: list[int] = []
    for number, row in enumerate(decision.rows, 1):
        found_here = [
            outcomes.possible(condition, known) for condition in row.conditions if condition
        ]
        if all(each == outcomes.TRUE for each in found_here):
            found.append(number)
        elif outcomes.FALSE not in found_here:
            return None
    return found


# -- parts --------------------------------------------------------------------------------------


def _parts(decision: tree.Decision, at: int, domain: Domain) -> list[Scalar | None] | None:
    """Gives a value for each part of an input, None for an absent one; None where it has parts
    without end."""
    conditions = [row.conditions[at] for row in decision.rows]
    asked = [condition for condition in conditions if condition is not None]
    absent: list[Scalar | None] = [None] if domain.absent and _asks_absence(asked) else []
    if isinstance(domain.values, frozenset):
        return [*sorted(domain.values, key=str), *absent]
    bounds = [bound for condition in asked for bound in _bounds(condition)]
    if any(bound is None for bound in bounds):
        return None
    if not bounds:
        return [_any_of(domain), *absent]
    ordered = [bound for bound in bounds if not isinstance(bound, str | bool | None)]
    if len(ordered) < len(bounds):
        return None
    values = _between(sorted(set(ordered), key=_key), domain)
    return [*values, *absent]


def _any_of(domain: Domain) -> Scalar:
    around = hull(domain.values)
    if around is not None and around.low is not None:
        return around.low
    return "" if not isinstance(domain.type, NumberType) else 0


def _asks_absence(conditions: Sequence[tree.Expression]) -> bool:
    return any(
        isinstance(part, tree.PresenceTest) and part.operator in ("is absent", "is empty")
        for condition in conditions
        for part in tree.walk(condition)
    )


def _bounds(condition: tree.Expression) -> Iterator[Scalar | None]:
    """Gives the literals that a condition compares its input with; None for whatever isn't one."""
    match condition:
        case tree.Compare("==" | "!=" | "<" | "<=" | ">" | ">=", _, right):
            yield _literal(right)
        case tree.Compare("in" | "not in", _, tree.ListLiteral(items)):
            yield from map(_literal, items)
        case tree.And(parts) | tree.Or(parts):
            for part in parts:
                yield from _bounds(part)
        case tree.PresenceTest("is present" | "is absent"):
            return
        case _:
            yield None


def _literal(expression: tree.Expression) -> Scalar | None:
    match expression:
        case tree.Number(value):
            return value
        case tree.Negative(tree.Number(value)):
            return -value
        case tree.Date(day):
            return day
        case _:
            return None


def _key(bound: Number | date) -> Fraction:
    return Fraction(bound.toordinal()) if isinstance(bound, date) else Fraction(bound)


def _between(bounds: Sequence[Number | date], domain: Domain) -> list[Scalar]:
    """Gives the bounds themselves, a value between each two, one below and one above, as far as
    they lie in the domain."""
    whole = isinstance(domain.type, NumberType) and domain.type.bounds.whole
    found: list[Number | date] = [_moved(bounds[0], -1)]
    for bound, above in pairwise(bounds):
        found += [bound, *_middle(bound, above, whole)]
    found += [bounds[-1], _moved(bounds[-1], 1)]
    within = domain.values if isinstance(domain.values, Range) else Range()
    return [value for value in found if _holds(within, value)]


def _moved(bound: Number | date, by: int) -> Number | date:
    if isinstance(bound, date):
        return bound + timedelta(by)
    return bound + by


def _middle(one: Number | date, other: Number | date, whole: bool) -> list[Number | date]:
    if isinstance(one, date) or isinstance(other, date):
        between = one + timedelta(1) if isinstance(one, date) else other
        return [between] if between != other else []
    if whole:
        return [one + 1] if one + 1 < other else []
    return [simple(Fraction(one + other) / 2)]


def _holds(within: Range, value: Number | date) -> bool:
    if within.low is not None:
        low = _key(within.low)
        if _key(value) < low or (_key(value) == low and within.low_open):
            return False
    if within.high is not None:
        high = _key(within.high)
        return _key(value) < high or (_key(value) == high and not within.high_open)
    return True
