"""Fitting: which types go together, and what they have in common.

A text literal has the type of an enum with itself as the only member, so that it is checked
wherever it meets an enum. An empty list or table has elements of the mistaken type: it fits all.
"""

from __future__ import annotations

from remit.manifest.types import (
    ANY,
    DAYS,
    MISTAKEN,
    MONTHS,
    NUMBER,
    TEXT,
    AnyType,
    EnumType,
    ListType,
    MapType,
    Mistaken,
    NumberType,
    Record,
    TextType,
    Type,
    words,
)
from remit.syntax import tree


def is_open(type_: Type) -> bool:
    """Says whether nothing can be said against a type: it is any, or was spoken about already."""
    return isinstance(type_, AnyType | Mistaken)


def is_text(type_: Type) -> bool:
    """Says whether values of a type are texts."""
    return isinstance(type_, TextType | EnumType)


def common(left: Type, right: Type) -> Type | None:
    """Gives the type of a value that is of one type or the other, None where nothing is common."""
    match left, right:
        case (Mistaken(), other) | (other, Mistaken()):
            return other
        case (AnyType(), _) | (_, AnyType()):
            return ANY
        case NumberType(), NumberType():
            return left if left.bounds == right.bounds else NUMBER
        case EnumType(), EnumType():
            return _both_enums(left, right)
        case (TextType() | EnumType(), TextType() | EnumType()):
            return TEXT
        case ListType(), ListType():
            item = common(left.item, right.item)
            nullable = left.nullable or right.nullable
            return ListType(item, left.key, nullable) if item is not None else None
        case MapType(), MapType():
            value = common(left.value, right.value)
            return MapType(value) if value is not None else None
        case (Record() as record, MapType(Mistaken())) | (MapType(Mistaken()), Record() as record):
            return record
        case (Record() | MapType(), Record() | MapType()):
            return left if left is right else ANY
        case _:
            return left if left == right else None


def _both_enums(left: EnumType, right: EnumType) -> EnumType:
    within = set(right.members) <= set(left.members)
    if within and (left.ordered or not right.ordered):
        return left
    if set(left.members) <= set(right.members):
        return right
    if within:
        return left
    return EnumType(left.members + tuple(m for m in right.members if m not in left.members))


def comparable(left: Type, right: Type) -> bool:
    """Says whether `==` between two types may hold."""
    match left, right:
        case (AnyType() | Mistaken(), _) | (_, AnyType() | Mistaken()):
            return True
        case EnumType(), EnumType():
            return not set(left.members).isdisjoint(right.members)
        case (TextType() | EnumType(), TextType() | EnumType()):
            return True
        case ListType(), ListType():
            return comparable(left.item, right.item)
        case MapType(), MapType():
            return comparable(left.value, right.value)
        case (Record() | MapType(), Record() | MapType()):
            return True
        case _:
            return left == right


def widened(type_: Type) -> Type:
    """Gives the type of a param: its texts may be replaced by any others."""
    match type_:
        case EnumType():
            return TEXT
        case ListType(item):
            return ListType(widened(item))
        case MapType(value):
            return MapType(widened(value))
        case _:
            return type_


def named(type_: Type, expression: tree.Expression | None = None) -> str:
    """Gives a type in words; a text literal is a text, whatever its only member."""
    if isinstance(expression, tree.Text):
        return "text"
    if isinstance(type_, ListType) and isinstance(type_.item, Mistaken):
        return "an empty list"
    if type_ is MISTAKEN:
        return "any value"
    return words(type_)


def mixes_durations(left: Type, right: Type) -> bool:
    """Says whether one is a duration in days and the other in months."""
    return (left == DAYS and right == MONTHS) or (left == MONTHS and right == DAYS)
