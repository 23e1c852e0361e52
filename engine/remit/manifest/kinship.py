"""How types go together: what fits all of them, and what is left where two hold at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from remit.manifest.types import (
    ANY,
    BOOLEAN,
    NUMBER,
    TEXT,
    AnyType,
    Bounds,
    DateType,
    EnumType,
    ListType,
    MapType,
    NumberType,
    TextType,
    TimestampType,
    Type,
)
from remit.text.numbers import Number, simple


def common(types: Iterable[Type]) -> Type:
    """Gives the type that fits the values of all types; any where there is none, or no types."""
    found: Type | None = None
    for type_ in types:
        found = type_ if found is None else _either(found, type_)
    return ANY if found is None else found


def both(one: Type, other: Type) -> Type:
    """Gives the type of what fits both types; any where the two contradict each other."""
    match one, other:
        case (_, AnyType()):
            return one
        case (AnyType(), _):
            return other
        case EnumType(), EnumType():
            kept = tuple(member for member in one.members if member in other.members)
            return EnumType(kept or one.members, one.ordered)
        case _ if _is_text(one) and _is_text(other):
            return other if isinstance(one, TextType) else one
        case ListType(), ListType():
            nullable = one.nullable and other.nullable
            return ListType(both(one.item, other.item), one.key, nullable)
        case MapType(), MapType():
            return MapType(both(one.value, other.value))
        case _ if one == other:
            return one
    return ANY


def of_members(members: list[Any], declared: object, ordered: bool) -> Type:
    """Gives the type of an `enum` of these members, beside this `type`; null makes no difference.

    Members that `type: string` shuts out don't count.
    """
    kept = [member for member in members if member is not None]
    texts = tuple(member for member in kept if isinstance(member, str))
    if texts and (len(texts) == len(kept) or declared == "string"):
        return EnumType(texts, ordered)
    if kept and all(isinstance(member, bool) for member in kept):
        return BOOLEAN
    numbers = [m for m in kept if isinstance(m, int | Decimal) and not isinstance(m, bool)]
    return NUMBER if kept and len(numbers) == len(kept) else ANY


def bounds(schema: Mapping[str, Any], *, whole: bool) -> Bounds:
    """Gives what one schema says of the size of a number; the tighter of two bounds."""
    low, low_open = _bound(schema, "minimum", "exclusiveMinimum", max)
    high, high_open = _bound(schema, "maximum", "exclusiveMaximum", min)
    return Bounds(low, high, low_open, high_open, whole)


def _bound(
    schema: Mapping[str, Any], closed: str, opened: str, tighter: Callable[..., Number]
) -> tuple[Number | None, bool]:
    given = {name: _number(schema.get(name)) for name in (opened, closed)}
    there = [number for number in given.values() if number is not None]
    if not there:
        return None, False
    bound = tighter(there)
    return bound, given[opened] == bound


def _number(json: Any) -> Number | None:
    found = value(json)
    return found if isinstance(found, int | Fraction) and not isinstance(found, bool) else None


def value(json: Any) -> object:
    """Gives a value of JSON as rules have it: numbers are ints and fractions."""
    match json:
        case Decimal():
            return simple(Fraction(json))
        case dict():
            return {key: value(inner) for key, inner in json.items()}
        case list():
            return [value(inner) for inner in json]
    return json


def _either(one: Type, other: Type) -> Type:
    match one, other:
        case NumberType(), NumberType():
            return one if one.bounds == other.bounds else NUMBER
        case ListType(), ListType() if one.key == other.key:
            nullable = one.nullable or other.nullable
            return ListType(_either(one.item, other.item), one.key, nullable)
        case _ if one == other:
            return one
        case EnumType(), EnumType():
            return EnumType(tuple(dict.fromkeys(one.members + other.members)))
        case _ if _is_text(one) and _is_text(other):
            return TEXT
        case MapType(), MapType():
            return MapType(_either(one.value, other.value))
    return ANY


def _is_text(type_: Type) -> bool:
    return isinstance(type_, TextType | EnumType | DateType | TimestampType)
