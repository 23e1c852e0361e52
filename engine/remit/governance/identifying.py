"""Identifying: the paths by which a configuration recognises manifests, held against their schema.

A path that no manifest of the schema can have would be told of each manifest, so it is told once,
where it is configured. What the schema leaves open may be there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from remit.governance.inputs import At
from remit.governance.setting import Kind, Setting
from remit.manifest.paths import Mistake, Selected, Step, parse, spelled
from remit.manifest.schema import Schema
from remit.manifest.types import (
    ANY,
    AnyType,
    EnumType,
    ListType,
    MapType,
    Mistaken,
    Record,
    Type,
    words,
)
from remit.text.diagnostic import Diagnostic, did_you_mean
from remit.text.sentences import a

_WHOLE = Record | ListType | MapType
_PATH = "`identity: path`, not in a list, stands for the path of the file"


def unidentifiable(setting: Setting, schemas: Mapping[str, Schema], at: At) -> Iterator[Diagnostic]:
    """Gives what is wrong with `identity` and `select` of the kinds whose schema is known."""
    for kind in setting.kinds.values():
        schema = schemas.get(kind.name)
        if schema is not None:
            yield from _identity(kind, schema.type, at)
            yield from _select(kind, schema.type, at)


def _identity(kind: Kind, type_: Type, at: At) -> Iterator[Diagnostic]:
    for position, path in enumerate(kind.identity):
        found = _scalar_at(path, kind, type_, f"the identity of one {kind.name}")
        if isinstance(found, Mistake):
            way = _PATH if path == "path" else found.help
            place = at("kinds", kind.name, "identity", position)
            yield Diagnostic("configuration", found.message, *place, way)


def _select(kind: Kind, type_: Type, at: At) -> Iterator[Diagnostic]:
    for path, texts in kind.select:
        place = ("kinds", kind.name, "select", path)
        found = _scalar_at(path, kind, type_, f"what picks one {kind.name}")
        if isinstance(found, Mistake):
            yield Diagnostic("configuration", found.message, *at(*place), found.help)
        elif isinstance(found, EnumType):
            yield from _members(path, texts, kind, found, at)


def _members(
    path: str, texts: tuple[str, ...], kind: Kind, type_: EnumType, at: At
) -> Iterator[Diagnostic]:
    for position, text in enumerate(texts):
        if text not in type_.members:
            place = at("kinds", kind.name, "select", path, position)
            message = f"`{path}` of {a(kind.name)} is never `{text}`, by its schema"
            way = did_you_mean(text, type_.members, "its values")
            yield Diagnostic("configuration", message, *place, way)


def _scalar_at(path: str, kind: Kind, type_: Type, what: str) -> Type | Mistake:
    """Gives the type of a single value at a path, or why a manifest can't have one there."""
    steps = parse(path)
    if isinstance(steps, Mistake):
        return steps
    for number, step in enumerate(steps):
        below = _below(type_, step, steps[:number], kind)
        if isinstance(below, Mistake):
            return below
        type_ = below
    if isinstance(type_, _WHOLE):
        message = f"`{path}` of {a(kind.name)} is {words(type_)} by its schema, and {what}"
        return Mistake(f"{message} has to be a single value", _single(path, type_))
    return type_


def _single(path: str, type_: Type) -> str | None:
    """Gives the help that names what stands in a value."""
    fields = type_.fields if isinstance(type_, Record) else {}
    single = [name for name, field in fields.items() if not isinstance(field.type, _WHOLE)]
    return f"write one of its fields, such as `{path}.{single[0]}`" if single else None


def _below(type_: Type, step: Step, above: tuple[Step, ...], kind: Kind) -> Type | Mistake:
    """Gives the type that a step leads to, or why it leads nowhere."""
    holder = f"`{spelled(above)}` of {a(kind.name)}" if above else a(kind.name)
    match type_:
        case AnyType() | Mistaken():
            return ANY
        case Record(fields=fields) if isinstance(step, str):
            if step in fields:
                return fields[step].type
            return _undeclared(type_, step, holder)
        case MapType(value) if isinstance(step, str):
            return value
        case ListType(item) if isinstance(step, Selected):
            chosen = _below(item, step.field, (*above, step), kind)
            return chosen if isinstance(chosen, Mistake) else item
        case ListType(item) if isinstance(step, int):
            return item
        case _:
            message = f"{holder} is {words(type_)} by its schema, and has no `{spelled((step,))}`"
            elements = "name one of its elements: `[0]`, `[id=...]`"
            return Mistake(message, elements if isinstance(type_, ListType) else None)


def _undeclared(type_: Record, name: str, holder: str) -> Type | Mistake:
    """Gives the type of a field that is not declared, or which one may have been meant."""
    if type_.other is not None:
        return type_.other
    way = did_you_mean(name, type_.fields, "its fields")
    return Mistake(f"{holder} has no field `{name}`, by its schema", way)
