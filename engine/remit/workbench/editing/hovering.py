"""Hovering: what an editor shows of the name under the pointer, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from remit.manifest.types import EnumType, FieldType, ListType, MapType, Record, Type, words
from remit.semantics.builtins import BUILTINS
from remit.semantics.calls import signature
from remit.semantics.scope import Home
from remit.syntax import tree
from remit.syntax.drafts import Draft
from remit.text.source import Span
from remit.workbench.editing.desk import Desk
from remit.workbench.editing.markdown import code, fenced, prose
from remit.workbench.editing.occurrences import Occurrence, Symbol, occurrence_at, type_of
from remit.workbench.explaining.rule import LEVELS

_MOST, _LINES = 40, 20
_GIVEN = {
    "baseline": "the same manifest on the base revision; absent where the change adds it",
    "today": "the date of the evaluation",
}


class Hover(Struct, frozen=True):
    """Markdown about what stands in a span."""

    markdown: str
    span: Span


def hover(desk: Desk, file: str, offset: int) -> Hover | None:
    """Gives what is known of the name at a place."""
    found = occurrence_at(desk, file, offset)
    if found is None:
        return None
    lines = list(about(desk, found))
    return Hover("\n\n".join(lines), found.span) if lines else None


def about(desk: Desk, found: Occurrence) -> Iterator[str]:
    """Gives what is known of a name, a paragraph each."""
    symbol, type_ = found.symbol, type_of(found.types)
    match symbol.sort:
        case "field":
            yield headed("field", symbol.name, type_)
            if found.about is not None:
                yield from field_notes(found.about)
        case "function":
            yield from function_notes(symbol.name)
        case "param" | "define" | "rule":
            yield from _declared(desk, symbol)
        case "policy":
            yield from _policy(desk, symbol.name)
        case "kind" | "collection" | "register":
            yield headed(symbol.sort, symbol.name, type_ or _outside(desk, symbol))
            yield from _described(_outside(desk, symbol))
        case "given":
            yield headed("name", symbol.name, type_)
            yield prose(_GIVEN[symbol.name])
        case "local" | "parameter":
            yield headed("name" if symbol.sort == "local" else "parameter", symbol.name, type_)
            yield from _described(type_)


def headed(sort: str, name: str, type_: Type | None) -> str:
    """Gives the line that says what a name is."""
    said = f"{sort} **{code(name)}**"
    return f"{said}: {prose(type_words(type_))}" if type_ is not None else said


def type_words(type_: Type) -> str:
    """Gives the name of a type, the values of an enum all written out."""
    match type_:
        case EnumType(members, ordered):
            shown = ", ".join(f'"{member}"' for member in members[:_MOST])
            more = f" and {len(members) - _MOST} more" if len(members) > _MOST else ""
            return f"one of {shown}{more}{', in this order' if ordered else ''}"
        case ListType(EnumType() as item):
            return f"a list of values, each {type_words(item)}"
        case MapType(EnumType() as item):
            return f"a map of values, each {type_words(item)}"
        case _:
            return words(type_)


def field_notes(known: FieldType) -> Iterator[str]:
    """Gives what the schema says of a field, and where it says so."""
    if known.description:
        yield prose(known.description)
    said = ["deprecated"] if known.deprecated else []
    said.append("required" if known.required else "optional")
    if known.has_default:
        said.append(f"by default {code(_value(known.default))}")
    if known.pointer:
        said.append(f"declared at {code(known.pointer)}")
    yield ", ".join(said)


def function_notes(name: str) -> Iterator[str]:
    """Gives what a function of the language does, with an example."""
    builtin = BUILTINS[name]
    yield f"function **{code(builtin.signature)}**"
    yield prose(builtin.sentence)
    yield fenced(builtin.example, "remit")


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)


def _described(type_: Type | None) -> Iterator[str]:
    while isinstance(type_, ListType | MapType):
        type_ = type_.item if isinstance(type_, ListType) else type_.value
    if isinstance(type_, Record):
        if type_.description:
            yield prose(type_.description)
        if type_.fields:
            names = list(type_.fields)
            more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
            yield "fields: " + ", ".join(map(code, names[:_MOST])) + more


def _outside(desk: Desk, symbol: Symbol) -> Type | None:
    if symbol.sort == "register":
        return desk.vocabulary.registers.get(symbol.name)
    if symbol.sort == "collection":
        kind = desk.vocabulary.plurals().get(symbol.name)
        return ListType(kind.type) if kind is not None else None
    known = desk.vocabulary.kinds.get(symbol.name)
    return known.type if known is not None else None


# -- what rule files declare -----------------------------------------------------------------------


def _policy(desk: Desk, name: str) -> Iterator[str]:
    home = desk.study.homes.get(name)
    if home is not None:
        yield f"policy **{code(name)}**, about every {code(home.kind.name)}"
        yield prose(home.policy.title)
        if home.policy.owner:
            yield f"owner: {prose(home.policy.owner)}"


def _declared(desk: Desk, symbol: Symbol) -> Iterator[str]:
    home = desk.study.homes.get(symbol.home)
    draft = desk.drafts.get(home.source.name) if home is not None else None
    if home is None or draft is None or draft.policy is None:
        return
    for item in draft.policy.items:
        if not isinstance(item, tree.Use) and item.name.text == symbol.name:
            yield from item_notes(item, home, draft)
            return


def item_notes(
    item: tree.Param | tree.Define | tree.Rule, home: Home, draft: Draft
) -> Iterator[str]:
    """Gives what an item of a policy is."""
    match item:
        case tree.Param(name, _, doc):
            known = home.params.get(name.text)
            yield headed("param", name.text, known.type if known is not None else None)
            if doc:
                yield prose(doc)
            yield _fenced(draft, item.span)
        case tree.Define(_, _, _, doc):
            yield f"define **{code(signature(item) if item.parameters else item.name.text)}**"
            if doc:
                yield prose(doc)
            yield _fenced(draft, item.span)
        case tree.Rule(name, level, title):
            yield f"rule **{code(f'{home.name}/{name.text}')}**"
            yield prose(title)
            yield LEVELS[level]
            if item.effective is not None:
                until = f" until {item.effective.end}" if item.effective.end else ""
                yield f"in force from {item.effective.start}{until}"


def _fenced(draft: Draft, span: Span) -> str:
    lines = draft.source.slice(span).splitlines()
    return fenced("\n".join(lines[:_LINES]), "remit")
