"""Values: what is worth trying in the place of a value, by its type and by what a rule is about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction

from msgspec import Struct

from remit.manifest.document import Node
from remit.manifest.types import (
    BooleanType,
    Bounds,
    DateType,
    EnumType,
    ListType,
    MapType,
    NumberType,
    Record,
    TextType,
    TimestampType,
    Type,
)
from remit.manifest.values import Days, Months
from remit.semantics import operations
from remit.text.numbers import Number, simple
from remit.workbench.scaffold.samples import TEXTS, sample
from remit.workbench.suggesting.lexicon import Compared, Lexicon
from remit.workbench.suggesting.nodes import node_of

MOST = 60
"""So many values are tried in one place at most."""
_LONG = 400
"""Texts are made no longer."""
_LAST_NUMBER = re.compile(r"\d+(?=\D*$)")


class Palette(Struct, frozen=True, eq=False):
    """All that values are made of: the rule's own, what an evaluation compared, and the day; and
    how much is tried in one place."""

    lexicon: Lexicon
    compared: Compared
    today: date
    most: int = MOST


def values(there: Node | None, type_: Type, palette: Palette) -> Iterator[Node]:
    """Gives the scalars to try where something stands, or nothing does; lists and maps have no such
    values."""
    found: list[Node] = []
    for value in _values(there, type_, palette):
        node = node_of(value)
        known = (each.content == node.content and each.text == node.text for each in found)
        if not any(known) and not (there is not None and _is(there, node)):
            found.append(node)
            yield node
        if len(found) == MOST:
            return


def fresh(type_: Type, palette: Palette) -> Node:
    """Gives the smallest value of a type."""
    return node_of(sample(type_, palette.today))


def _is(there: Node, node: Node) -> bool:
    return there.text == node.text and type(there.content) is type(node.content)


def _values(there: Node | None, type_: Type, palette: Palette) -> Iterator[object]:
    content = there.content if there is not None else None
    match type_:
        case EnumType(members):
            yield from members
        case NumberType(bounds=bounds):
            yield from _numbers(content, bounds, palette)
        case BooleanType():
            yield from (True, False)
        case DateType():
            yield from _dates(content, palette)
        case TimestampType():
            yield from (f"{day}T00:00:00Z" for day in _dates(_day(content), palette))
            yield from (f"{day}T23:59:59Z" for day in (palette.today,))
        case TextType():
            yield from _texts(content, palette)
        case ListType() | MapType() | Record():
            return
        case _:
            yield from _texts(content, palette)
            yield from _numbers(content, Bounds(), palette)
            yield from (True, False)


# -- numbers ------------------------------------------------------------------------------------


def _numbers(content: object, bounds: Bounds, palette: Palette) -> Iterator[Number]:
    own = content if isinstance(content, int | Fraction) and not isinstance(content, bool) else None
    step = Fraction(1) if bounds.whole else None
    fits = _within(bounds)
    for value in _wished(own, step, bounds, palette):
        value = simple(_short(Fraction(value)))
        if fits(value):
            yield value


def _wished(
    own: Number | None, step: Fraction | None, bounds: Bounds, palette: Palette
) -> Iterator[Number]:
    apart = sorted(palette.compared.numbers, key=lambda gap: (abs(gap), gap))
    for gap in apart if own is not None else ():
        assert own is not None
        for target in (own + gap, own - gap):
            yield from _beside(target, step or _step(target))
    for literal in sorted(palette.lexicon.numbers):
        yield from _beside(literal, step or _step(literal))
    for bound in (bounds.low, bounds.high):
        if bound is not None:
            yield from _beside(bound, step or _step(bound))
    yield from (0, 1)
    if own is not None:
        yield from (own + 1, own - 1, own * 2, 2, 1_000_000)


def _beside(value: Number, step: Fraction) -> Iterator[Number]:
    yield from (value, value + step, value - step)


def _step(value: Number) -> Fraction:
    return Fraction(1) if Fraction(value).denominator == 1 else Fraction(1, 100)


def _short(value: Fraction) -> Fraction:
    """Gives a number that can be written: of those that don't end, one beside it."""
    scaled = value * 10**6
    return Fraction(scaled.numerator // scaled.denominator, 10**6)


def _within(bounds: Bounds) -> Callable[[Number], bool]:
    def fits(value: Number) -> bool:
        if bounds.whole and Fraction(value).denominator != 1:
            return False
        low, high = bounds.low, bounds.high
        above = low is None or value > low or (value == low and not bounds.low_open)
        below = high is None or value < high or (value == high and not bounds.high_open)
        return above and below

    return fits


# -- dates --------------------------------------------------------------------------------------


def _day(content: object) -> object:
    return content[:10] if isinstance(content, str) else content


def _dates(content: object, palette: Palette) -> Iterator[date]:
    own = _read(content)
    wished: list[date | None] = []
    for gap in (
        sorted(palette.compared.days, key=lambda gap: (abs(gap), gap)) if own is not None else ()
    ):
        assert own is not None
        wished += [days_later(own, gap), days_later(own, -gap)]
    turns = palette.lexicon.dates | palette.lexicon.turns
    for day in [*sorted(turns), palette.today]:
        wished.append(day)
        for length in _lengths(palette.lexicon.durations):
            wished += [_later(day, length, 1), _later(day, length, -1)]
    for target in wished:
        if target is not None:
            yield target
            yield from (d for step in (1, -1) if (d := days_later(target, step)) is not None)
    for step in (1, 31, 92, 366, -31, -92, -366) if own is not None else ():
        assert own is not None
        moved = days_later(own, step)
        yield from [moved] if moved is not None else []


def _read(content: object) -> date | None:
    try:
        return date.fromisoformat(content) if isinstance(content, str) else None
    except ValueError:
        return None


def days_later(day: date, days: int) -> date | None:
    """Gives the day that lies so many days later, None beyond the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def _lengths(durations: Iterable[Days | Months]) -> list[Days | Months]:
    return sorted(durations, key=lambda each: (isinstance(each, Months), each.count))


def _later(day: date, length: Days | Months, sign: int) -> date | None:
    moved = operations.add(day, operations.multiply(sign, length))
    return moved if isinstance(moved, date) else None


# -- texts --------------------------------------------------------------------------------------


def _texts(content: object, palette: Palette) -> Iterator[str]:
    own = content if isinstance(content, str) else None
    lexicon = palette.lexicon
    yield from (" ", "")
    yield from sorted(palette.compared.texts)
    for text in sorted(lexicon.texts):
        yield from (text, text + "x", "x" + text)
        yield from _counted(text)
    yield "other"
    if own:
        yield from (own + "x", own[:-1], own.upper(), own.lower(), f" {own}")
        yield from _counted(own)
    if "length" in lexicon.calls:
        lengths = {int(n) + step for n in lexicon.numbers for step in (0, 1, -1)}
        yield from ("x" * length for length in sorted(lengths) if 0 < length <= _LONG)
    if "matches" in lexicon.calls:
        yield from TEXTS


def _counted(text: str) -> Iterator[str]:
    """Gives a text that ends in a number with those beside it."""
    found = _LAST_NUMBER.search(text)
    if found is not None and len(found[0]) < 9:
        for number in (int(found[0]) + 1, int(found[0]) - 1):
            if number >= 0:
                yield text[: found.start()] + str(number) + text[found.end() :]
