"""Distances: how far two dates or numbers lie apart, as comparisons with `today - 1 year` tell.

A distance is counted in days where it is one of dates; a month has 28 to 31 of them.
"""

from __future__ import annotations

from msgspec.structs import replace

from remit.manifest.types import NUMBER
from remit.semantics.domains import Domain, Range, intersection, meet
from remit.semantics.knowledge import LETS, Knowledge, root
from remit.syntax import tree
from remit.text.numbers import Number

Signs = frozenset[int]
"""How one value may stand to another: below it (-1), the same (0), above it (1)."""

_DAYS = {"days": 1, "weeks": 7}
_MONTHS = {"months": 1, "quarters": 3, "years": 12}
Interval = tuple[Number, Number]
_NONE: Interval = (0, 0)


def apart(left: tree.Expression, right: tree.Expression, known: Knowledge) -> Signs:
    """Gives how two values may stand to each other by how far apart they are known to lie."""
    found = _between(left, right, known)
    if found is None:
        return frozenset({-1, 0, 1})
    one, other, (low, high) = found
    lies = _known(one, other, known)
    ranges = {
        -1: Range(high=high, high_open=True),
        0: Range(low, high),
        1: Range(low=low, low_open=True),
    }
    return frozenset(sign for sign, range in ranges.items() if meet(lies, range))


def parting(
    operator: str, left: tree.Expression, right: tree.Expression, known: Knowledge
) -> Knowledge:
    """Gives what is known of a distance where a comparison has held."""
    found = _between(left, right, known)
    if found is None or operator not in ("<", "<=", ">", ">=", "=="):
        return known
    one, other, (low, high) = found
    lies = intersection(_known(one, other, known), _range(operator, low, high))
    assert isinstance(lies, Range)
    turned = Range(_minus(lies.high), _minus(lies.low), lies.high_open, lies.low_open)
    known = known.knowing(_distance(one, other), Domain(NUMBER, lies))
    return known.knowing(_distance(other, one), Domain(NUMBER, turned))


def _range(operator: str, low: Number, high: Number) -> Range:
    match operator:
        case "<" | "<=":
            return Range(high=high, high_open=operator == "<")
        case ">" | ">=":
            return Range(low=low, low_open=operator == ">")
        case _:
            return Range(low, high)


def _known(one: tree.Expression, other: tree.Expression, known: Knowledge) -> Range:
    if one == other:
        return Range(0, 0)
    fact = known.facts.get(_distance(one, other))
    return fact.values if fact is not None and isinstance(fact.values, Range) else Range()


def _distance(one: tree.Expression, other: tree.Expression) -> tree.Expression:
    """Gives the expression under which the distance of two others is known."""
    return tree.Arithmetic("-", one, other, span=one.span)


def _between(
    left: tree.Expression, right: tree.Expression, known: Knowledge
) -> tuple[tree.Expression, tree.Expression, Interval] | None:
    """Gives the paths that two expressions are so far from, and what the distance of these is
    compared with; None where an expression is no path with something added."""
    one, other = _anchored(left, known), _anchored(right, known)
    if one is None or other is None:
        return None
    (first, here), (second, there) = one, other
    return first, second, (there[0] - here[1], there[1] - here[0])


def _anchored(
    expression: tree.Expression, known: Knowledge
) -> tuple[tree.Expression, Interval] | None:
    """Gives a path and what is added to it."""
    match expression:
        case tree.Arithmetic("+" | "-" as operator, left, right):
            length, found = _length(right), _anchored(left, known)
            if length is None and operator == "+":
                length, found = _length(left), _anchored(right, known)
            if length is None or found is None:
                return None
            (path, (low, high)), (least, most) = found, length
            if operator == "-":
                least, most = -most, -least
            return path, (low + least, high + most)
        case tree.Name(name) if name in known.lets and known.looked < LETS:
            return _anchored(known.lets[name], replace(known, looked=known.looked + 1))
        case _:
            path = known.resolved(expression)
            return (path, _NONE) if root(path) is not None else None


def _length(expression: tree.Expression) -> Interval | None:
    """Gives the least and the most that a literal adds."""
    match expression:
        case tree.Number(value):
            return value, value
        case tree.Duration(amount, unit) if unit in _DAYS:
            return amount * _DAYS[unit], amount * _DAYS[unit]
        case tree.Duration(amount, unit):
            months = amount * _MONTHS[unit]
            return months * 28, months * 31
        case _:
            return None


def _minus(bound: object) -> Number | None:
    return -bound if isinstance(bound, Number) else None
