"""Results: what is known of what a function gives, and of the parts of what is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce

from msgspec.structs import replace

from remit.manifest.types import (
    ANY,
    NUMBER,
    TEXT,
    AnyType,
    EnumType,
    ListType,
    MapType,
    Record,
)
from remit.semantics.builtins import BUILTINS
from remit.semantics.domains import (
    ANYTHING,
    NOTHING,
    Domain,
    Range,
    Values,
    hull,
    of_type,
    union,
)
from remit.semantics.fitting import common

_SURE = frozenset({
    "count", "length", "lower", "upper", "trim", "keys", "values", "first", "last", "pairs",
    "text", "abs", "days", "year", "quarter", "month", "file_exists", "path_of", "rank", "round",
})  # fmt: skip
"""The functions whose result is known where their arguments are."""

_OF_ELEMENTS = frozenset({"sum", "min", "max", "distinct", "duplicates"})
"""The functions whose result is known where the elements of their list are, too."""

_BOUNDS: Mapping[str, Range] = {"length": Range(0), "abs": Range(0), "month": Range(1, 12)}


def result_of(function: str, arguments: Sequence[Domain]) -> Domain:
    """Gives what is known of what a function of the language gives."""
    builtin = BUILTINS.get(function)
    if builtin is None or not arguments:
        return ANYTHING
    given = arguments[0]
    sure = all(argument.sure for argument in arguments)
    if function in _OF_ELEMENTS:
        item = element_of(given)
        unknown = not (sure and item.sure) or isinstance(item.type, AnyType)
    else:
        unknown = not (sure and function in _SURE)
    match function:
        case "first" | "last" | "min" | "max":
            return _one_of(given, unknown)
        case "distinct" | "duplicates" | "pairs" | "keys" | "values":
            return _list(function, given, unknown)
        case "count":
            return Domain(NUMBER, Range(1 if given.filled else 0), unknown=unknown)
        case "sum":
            values = _sum(element_of(given).values)
        case "rank" if isinstance(given.type, EnumType):
            values = Range(1, len(given.type.members))
        case _:
            values = _BOUNDS.get(function)
    type_ = builtin.result(tuple(argument.type for argument in arguments))
    return Domain(type_, values, unknown=unknown)


def _one_of(given: Domain, unknown: bool) -> Domain:
    item = element_of(given)
    return replace(item, absent=item.absent or not given.filled).unsure(unknown)


def _list(function: str, given: Domain, unknown: bool) -> Domain:
    match function:
        case "keys":
            names = frozenset(name for name, _ in given.parts)
            known = names if isinstance(given.type, MapType) and names else None
            item = Domain(TEXT, known)
            return Domain(ListType(TEXT), unknown=unknown, item=item, filled=known is not None)
        case "values":
            if not isinstance(given.type, MapType):
                return Domain(ListType(ANY), unknown=unknown, item=ANYTHING)
            known_parts = [part for _, part in given.parts]
            item = common_of(known_parts) if known_parts else of_type(given.type.value, absent=True)
            return Domain(ListType(item.type), None, unknown=unknown, item=item)
        case "pairs":
            item = element_of(given)
            pair = Record("pair", {})
            both = Domain(pair, parts=(("before", item), ("after", item)))
            return Domain(ListType(pair), unknown=unknown, item=both)
        case _:
            item = element_of(given)
            filled = given.filled and function == "distinct"
            return Domain(ListType(item.type), unknown=unknown, item=item, filled=filled)


def _sum(values: Values) -> Range | None:
    """Gives the bounds of a sum: of what is never below 0 it never is, either."""
    around = hull(values)
    low = around.low if around is not None else None
    return Range(0) if isinstance(low, int) and low >= 0 else None


# -- parts --------------------------------------------------------------------------------------


def element_of(whole: Domain) -> Domain:
    """Gives the domain of the elements of a list."""
    if whole.item is not None:
        return whole.item
    if not isinstance(whole.type, ListType):
        return ANYTHING
    return of_type(whole.type.item, absent=whole.type.nullable)


def field_of(target: Domain, name: str) -> Domain:
    """Gives the domain of a field, or of an entry of a map."""
    known = dict(target.parts).get(name)
    match target.type:
        case _ if known is not None:
            there = replace(known, absent=known.absent or target.absent).unsure(target.unknown)
        case Record(fields=fields) if name in fields:
            field = fields[name]
            absent = target.absent or not (field.required or field.has_default)
            there = of_type(field.type, absent=absent, unknown=target.unknown)
        case MapType(value):
            there = of_type(value, absent=True, unknown=target.unknown)
        case _:
            return ANYTHING
    return there if target.there else there.missing()


def entry_of(target: Domain, key: Domain) -> Domain:
    """Gives the domain of what a key selects."""
    unknown = target.unknown or not key.sure
    match target.type:
        case Record() if isinstance(key.values, frozenset):
            return common_of([field_of(target, str(name)) for name in key.values]).unsure(unknown)
        case MapType() if target.parts and isinstance(key.values, frozenset):
            parts = dict(target.parts)
            chosen = [parts[str(value)] for value in key.values if str(value) in parts]
            missing = len(chosen) < len(key.values)
            found = common_of(chosen)
            return replace(found, absent=found.absent or missing or target.absent).unsure(unknown)
        case MapType(value):
            return of_type(value, absent=True, unknown=unknown)
        case ListType():
            return replace(element_of(target), absent=True).unsure(unknown)
        case _:
            return ANYTHING


def common_of(domains: Sequence[Domain]) -> Domain:
    """Gives a domain that holds the values of all."""
    if not domains:
        return NOTHING
    type_ = reduce(lambda one, other: common(one, other) or ANY, (each.type for each in domains))
    items = [element_of(each) for each in domains] if isinstance(type_, ListType) else []
    return Domain(
        type_,
        reduce(union, (each.values for each in domains)),
        any(each.absent for each in domains),
        any(each.there for each in domains),
        any(each.unknown for each in domains),
        common_of(items) if items else None,
        _parts_of(domains),
        all(each.filled for each in domains),
    )


def _parts_of(domains: Sequence[Domain]) -> tuple[tuple[str, Domain], ...]:
    """Gives what is known of the parts of all; nothing of those that one says nothing about."""
    first, *others = (dict(each.parts) for each in domains)
    if any(other.keys() != first.keys() for other in others):
        return ()
    return tuple(
        (name, common_of([first[name], *(other[name] for other in others)])) for name in first
    )
