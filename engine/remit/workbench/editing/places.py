"""Places: where names are declared, in rule files and in schemas, and where else they are used."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from msgspec import Struct

from remit.manifest.document import Document
from remit.manifest.schema import Schema
from remit.text.source import Source, Span
from remit.workbench.editing.desk import Desk
from remit.workbench.editing.occurrences import (
    Symbol,
    declarations,
    occurrence_at,
    occurrences,
    uses,
)


class Place(Struct, frozen=True, eq=False):
    """A span of a source, which is a rule file or a schema."""

    source: Source
    span: Span


def definition(desk: Desk, file: str, offset: int) -> list[Place]:
    """Gives where the name at a place is declared; nothing for a function of the language."""
    found = occurrence_at(desk, file, offset)
    return declared(desk, found.symbol) if found is not None else []


def declared(desk: Desk, symbol: Symbol) -> list[Place]:
    """Gives where a symbol is declared."""
    match symbol.sort:
        case "field":
            return list(_in_schemas(desk, symbol.home))
        case "kind" | "collection" | "register" | "given":
            return list(_schema_of(desk, symbol))
        case _:
            return [
                Place(desk.drafts[name].source, found.span)
                for name, found in declarations(desk, symbol)
            ]


def references(desk: Desk, file: str, offset: int, declaring: bool) -> list[Place]:
    """Gives where the symbol at a place is used, in all rule files; with `declaring`, where it is
    declared, too."""
    found = occurrence_at(desk, file, offset)
    if found is None:
        return []
    places = [
        Place(desk.drafts[name].source, use.span)
        for name, use in uses(desk, found.symbol)
        if not use.declares
    ]
    return (declared(desk, found.symbol) if declaring else []) + places


def uses_of_field(desk: Desk, schema: Source, offset: int) -> list[Place]:
    """Gives where rules use the field whose declaration stands at a place of a schema."""
    places: list[Place] = []
    for name in desk.drafts:
        for symbol, span in _fields(desk, name):
            for place in _in_schemas(desk, symbol.home):
                is_here = place.source.name == schema.name
                if is_here and place.span.start <= offset <= place.span.end:
                    places.append(Place(desk.drafts[name].source, span))
    return places


def _fields(desk: Desk, name: str) -> Iterator[tuple[Symbol, Span]]:
    for found in occurrences(desk, name):
        if found.symbol.sort == "field":
            yield found.symbol, found.span


def _in_schemas(desk: Desk, pointer: str) -> Iterator[Place]:
    """Gives where a path of a schema, `file#/properties/x`, was written."""
    file, _, path = pointer.partition("#")
    for schema in desk.schemas.values():
        document = schema.bundle.documents.get(file)
        span = _at(document, path) if document is not None else None
        if document is not None and span is not None:
            yield Place(document.source, span)
            return


def _at(document: Document, path: str) -> Span | None:
    keys: tuple[str | int, ...] = ()
    for step in path.split("/")[1:]:
        key = unquote(step).replace("~1", "/").replace("~0", "~")
        above = document.node(keys)
        is_list = above is not None and isinstance(above.content, list)
        keys = (*keys, int(key) if is_list and key.isdecimal() else key)
    if not keys or document.node(keys) is None:
        return None
    parent = document.node(keys[:-1])
    last = keys[-1]
    if parent is not None and isinstance(last, str) and last in parent.keys:
        return parent.keys[last]
    return document.span(keys)


def _schema_of(desk: Desk, symbol: Symbol) -> Iterator[Place]:
    name = symbol.name
    if symbol.sort == "collection":
        name = desk.vocabulary.plurals()[name].name
    schema: Schema | None = desk.schemas.get(name)
    if schema is not None:
        yield Place(schema.files[0], Span(0, 0))
