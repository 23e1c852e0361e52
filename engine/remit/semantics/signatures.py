"""Signatures: how a function of the language is described, and which types its arguments have."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from msgspec import Struct

from remit.manifest.types import (
    ANY,
    DAYS,
    AnyType,
    BooleanType,
    DateType,
    DurationType,
    EnumType,
    FieldType,
    ListType,
    MapType,
    Mistaken,
    NumberType,
    Record,
    TextType,
    TimestampType,
    Type,
    VersionType,
)
from remit.manifest.values import Data
from remit.semantics.aggregates import Result
from remit.semantics.fitting import is_open


class Parameter(Struct, frozen=True):
    """What a function takes: a name for the docs, what is wanted in words, and which types fit."""

    name: str
    wanted: str
    fits: Callable[[Type], bool]
    optional: bool = False


class Builtin(Struct, frozen=True):
    """A function of the language.

    `result` gives the type of its result from the types of its arguments, which fit. `meaning` is
    None where the interpreter gives it, since it needs the world. `way_out` helps where an argument
    doesn't fit.
    """

    name: str
    parameters: tuple[Parameter, ...]
    result: Callable[[tuple[Type, ...]], Type]
    sentence: str
    example: str
    meaning: Callable[[tuple[Data, ...]], Result] | None
    way_out: str | None = None

    @property
    def signature(self) -> str:
        """Gives the function as its docs write it: `round(x [, digits])`."""
        required = ", ".join(p.name for p in self.parameters if not p.optional)
        optional = "".join(f" [, {p.name}]" for p in self.parameters if p.optional)
        return f"{self.name}({required}{optional})"

    @property
    def required(self) -> int:
        """Gives how many arguments it needs at least."""
        return sum(not parameter.optional for parameter in self.parameters)


def orderable(type_: Type) -> bool:
    """Says whether the values of a type stand in an order."""
    match type_:
        case EnumType(ordered=ordered):
            return ordered
        case TextType() | BooleanType() | ListType() | MapType() | Record():
            return False
        case NumberType() | DateType() | TimestampType() | DurationType() | VersionType():
            return True
        case AnyType() | Mistaken():
            return True


def of(*classes: type[Type]) -> Callable[[Type], bool]:
    """Gives what says whether a type is of some classes; an open one may be."""
    return lambda type_: is_open(type_) or isinstance(type_, classes)


def of_ordered_enum(type_: Type) -> bool:
    """Says whether values of a type may be members of an ordered enum."""
    return is_open(type_) or (isinstance(type_, EnumType) and type_.ordered)


def list_of(fits: Callable[[Type], bool]) -> Callable[[Type], bool]:
    """Gives what says whether a type is a list of elements that fit."""
    return lambda type_: is_open(type_) or (isinstance(type_, ListType) and fits(type_.item))


def always(type_: Type) -> Callable[[tuple[Type, ...]], Type]:
    """Gives one type of result, whatever the arguments."""
    return lambda arguments: type_


def same(arguments: tuple[Type, ...]) -> Type:
    """Gives the type of the first argument."""
    return arguments[0]


def element(arguments: tuple[Type, ...]) -> Type:
    """Gives the type of the elements of the first argument."""
    return arguments[0].item if isinstance(arguments[0], ListType) else arguments[0]


def entry(arguments: tuple[Type, ...]) -> Type:
    """Gives the list type of a map's values; of a record's values nothing common is known."""
    return ListType(arguments[0].value if isinstance(arguments[0], MapType) else ANY)


def pair(arguments: tuple[Type, ...]) -> Type:
    """Gives the type of a list of neighbours in the first argument."""
    return ListType(_neighbours(element(arguments)))


@lru_cache(maxsize=1024)
def _neighbours(item: Type) -> Record:
    return Record("pair", {"before": FieldType(item), "after": FieldType(item)})


is_list = of(ListType)
is_text = of(TextType, EnumType)
is_number = of(NumberType)
is_map = of(MapType, Record)
is_day = of(DateType, TimestampType)
is_sized = of(TextType, EnumType, ListType, MapType, Record)
is_scalar = of(
    TextType, EnumType, NumberType, BooleanType, DateType, TimestampType, DurationType, VersionType
)


def is_days(type_: Type) -> bool:
    """Says whether values of a type may be durations in days."""
    return is_open(type_) or type_ == DAYS


def is_summable(type_: Type) -> bool:
    """Says whether values of a type may add up."""
    return is_number(type_) or type_ == DAYS
