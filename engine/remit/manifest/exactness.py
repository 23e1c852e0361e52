"""Exactness: whether a type says all that its schema does, so that values need no validator.

A type leaves out much of what a schema can say: patterns, lengths, what holds at times. Where there
is nothing of that in a schema, its type, with what is required and how large numbers may be, admits
just the values that the schema does, and who shapes a value by it has validated it, too. The two
are walked side by side; a keyword that isn't known here to be in the type makes the answer no.
"""

from __future__ import annotations

from typing import Any

from remit.manifest.bundle import Bundle
from remit.manifest.keywords import Path
from remit.manifest.kinship import bounds
from remit.manifest.types import (
    ANY,
    BooleanType,
    DateType,
    EnumType,
    ListType,
    MapType,
    NumberType,
    Record,
    TextType,
    Type,
)

_IDLE = frozenset({"title", "description", "default", "deprecated", "readOnly", "writeOnly",
                   "examples", "$comment", "$defs", "definitions"})  # fmt: skip
"""Keywords that refuse no value; so are those that begin with `x-`."""

_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_OTHERS = ("additionalProperties", "unevaluatedProperties")

_Below = list[tuple[Type, Path]]


def is_exact(type_: Type, bundle: Bundle) -> bool:
    """Says whether the schema that a type was made of admits all values of the type."""
    waiting: _Below = [(type_, ())]
    seen: set[tuple[int, Path]] = set()
    while waiting:
        type_, path = waiting.pop()
        path = _target(path, bundle)
        if isinstance(type_, Record):
            if (id(type_), path) in seen:
                continue
            seen.add((id(type_), path))
        below = _told(type_, bundle.at(path), path)
        if below is None:
            return False
        waiting += below
    return True


def _target(path: Path, bundle: Bundle) -> Path:
    """Gives where a schema that does nothing but refer to another one leads to."""
    while path in bundle.targets and _sayings(bundle.at(path)).keys() == {"$ref"}:
        path = bundle.targets[path]
    return path


def _sayings(schema: dict[str, Any]) -> dict[str, Any]:
    """Gives what a schema says that could refuse a value."""
    return {
        keyword: said
        for keyword, said in schema.items()
        if keyword not in _IDLE and not keyword.startswith("x-")
    }


def _told(type_: Type, schema: Any, path: Path) -> _Below | None:
    """Gives the types within a type and where their schemas are; None where a schema refuses
    anything that the type doesn't."""
    if schema is True:
        return [] if type_ == ANY else None
    if not isinstance(schema, dict):
        return None
    said = _sayings(schema)
    declared = said.pop("type", None)
    if type_ == ANY:
        return [] if declared is None and not said else None
    if not _is_declared(type_, declared):
        return None
    below = _said_by(type_, said, path)
    return below if not said else None


def _is_declared(type_: Type, declared: Any) -> bool:
    """Says whether all values of a type are of a declared one, of which there may be several."""
    if declared is None:
        return True
    names = {declared} if isinstance(declared, str) else {*declared}
    match type_:
        case Record() | MapType():
            return "object" in names
        case ListType():
            return "array" in names
        case NumberType(bounds):
            return "number" in names or (bounds.whole and "integer" in names)
        case BooleanType():
            return "boolean" in names
        case TextType() | EnumType() | DateType():
            return "string" in names
        case _:
            return False


def _said_by(type_: Type, said: dict[str, Any], path: Path) -> _Below | None:
    """Gives the types within a type, and takes off the keywords by which the schema refuses no
    more than the type does; None where it refuses more by them."""
    match type_:
        case Record():
            return _said_by_record(type_, said, path)
        case MapType(value):
            inner = said.pop("additionalProperties", True)
            return [(value, (*path, "additionalProperties"))] if inner is not True else []
        case ListType(item):
            inner = said.pop("items", True)
            return [(item, (*path, "items"))] if inner is not True else []
        case EnumType(members):
            wanted = said.pop("enum") if "enum" in said else [said.pop("const", None)]
            return [] if all(member in wanted for member in members) else None
        case DateType():
            return [] if said.pop("format", "") == "date" else None
        case NumberType(found):
            same = found == bounds(said, whole=found.whole)
            limits = [said.pop(keyword) for keyword in _BOUNDS if keyword in said]
            return [] if same and (not limits or found.least_and_most()) else None
    return []


def _said_by_record(type_: Record, said: dict[str, Any], path: Path) -> _Below | None:
    fields, demands = said.pop("properties", {}), said.pop("required", ())
    others = [(keyword, said.pop(keyword)) for keyword in _OTHERS if keyword in said]
    required = {name for name, field in type_.fields.items() if field.required}
    if fields.keys() != type_.fields.keys() or not required.issuperset(demands):
        return None
    below = [(field.type, (*path, "properties", name)) for name, field in type_.fields.items()]
    match type_.other, others:
        case (None, _) | (_, [] | [(_, True)]):
            return below
        case other, [(keyword, _)]:
            return [*below, (other, (*path, keyword))]
    return None
