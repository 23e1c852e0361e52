"""Drafts: tiny rules that a schema has something for, each with what keeps to it and what doesn't.

A scaffold is a real rule, so that its author begins with something that works: typed, tested, and
free of advice. Which draft fits is found by trying; the last one fits every kind of manifest.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from remit.manifest.types import (
    BooleanType,
    Bounds,
    DateType,
    EnumType,
    FieldType,
    ListType,
    NumberType,
    Record,
    TextType,
    Type,
)
from remit.text.sentences import a
from remit.workbench.results import scalar
from remit.workbench.scaffold.samples import sample

_DEEPEST = 4
_MEMBERS = 3


class Draft(Struct, frozen=True):
    """A rule: its title, condition, message and hint; and the lines of a case that keeps to it and
    of one that doesn't, on top of a manifest that is sound. The two lie as near to each other as
    they can, so that no change of the rule goes unnoticed."""

    title: str
    condition: str
    message: str
    hint: str
    keeping: str = ""
    breaking: str = ""


def drafts(kind: str, type_: Type, named: str) -> Iterator[Draft]:
    """Gives drafts for a kind, the plainest first; `named` is what its messages call a manifest."""
    fields = list(_fields(type_, (), 0))
    for path, field in fields:
        yield from _of_required(kind, path, field.type, named)
    if isinstance(type_, Record):
        for name, field in type_.fields.items():
            if not field.required and name.isidentifier():
                yield from _of_optional(kind, name, field.type, named)
    yield Draft(
        f"Every {kind} stands in a file whose name ends in .yaml.",
        f'path_of({kind}) ends with ".yaml"',
        f"{{path_of({kind})}} does not end in .yaml",
        "Rename the file.",
        f"path: {kind}.yaml",
        f"path: {kind}.yml",
    )


def _fields(
    type_: Type, path: tuple[str, ...], depth: int
) -> Iterator[tuple[tuple[str, ...], FieldType]]:
    """Gives the required fields of a record, those of records in it behind its own."""
    if not isinstance(type_, Record) or depth >= _DEEPEST:
        return
    required = [(n, f) for n, f in type_.fields.items() if f.required and n.isidentifier()]
    for name, field in required:
        yield (*path, name), field
    for name, field in required:
        yield from _fields(field.type, (*path, name), depth + 1)


def _of_required(kind: str, path: tuple[str, ...], type_: Type, named: str) -> Iterator[Draft]:
    where, words = ".".join((kind, *path)), _words(path)
    at, every = _key(path), f"Every {kind} has {a(words)}"
    match type_:
        case TextType():
            for blank in ('""', '" "'):
                yield Draft(
                    f"{every}.",
                    f"{where} is not empty",
                    f"{named} has no {words}",
                    f"Write the {words} under {'.'.join(path)}.",
                    "",
                    f"set: {{{at}: {blank}}}",
                )
        case EnumType(members):
            for member in members[-_MEMBERS:]:
                yield Draft(
                    f"No {kind} has the {words} {member}.",
                    f"{where} != {_quoted(member)}",
                    f"{named} has the {words} {{{where}}}",
                    f"Give it another {words}.",
                    "",
                    f"set: {{{at}: {scalar(member)}}}",
                )
        case NumberType(bounds):
            draft = _limited(kind, where, at, words, named, bounds)
            yield from (draft, replace(draft, keeping=""))
        case DateType():
            yield Draft(
                f"The {words} of every {kind} lies before the year 2100.",
                f"{where} < 2100-01-01",
                f"{named} has the {words} {{{where}}}",
                f"Correct the {words}.",
                f"set: {{{at}: 2099-12-31}}",
                f"set: {{{at}: 2100-01-01}}",
            )
        case BooleanType():
            yield Draft(
                f"The {words} of every {kind} is true.",
                where,
                f"{named} says {{{where}}} of {words}",
                f"Set {'.'.join(path)} to true.",
                f"set: {{{at}: true}}",
                f"set: {{{at}: false}}",
            )
        case ListType():
            yield Draft(
                f"The {words} of every {kind} are not empty.",
                f"{where} is not empty",
                f"{named} has no {words}",
                f"List the {words}.",
                "",
                f"set: {{{at}: []}}",
            )


def _limited(kind: str, where: str, at: str, words: str, named: str, bounds: Bounds) -> Draft:
    most = 1_000_000 if bounds.high is None else int(bounds.high)
    return Draft(
        f"The {words} of every {kind} is less than {most}.",
        f"{where} < {most:_}",
        f"{named} has the {words} {{{where}}}",
        f"Lower the {words}.",
        f"set: {{{at}: {most - 1}}}",
        f"set: {{{at}: {most}}}",
    )


def _of_optional(kind: str, name: str, type_: Type, named: str) -> Iterator[Draft]:
    if not isinstance(type_, TextType | EnumType | NumberType | DateType):
        return
    words = _words((name,))
    value = sample(type_, date(2026, 1, 1))
    shown = scalar(value) if isinstance(value, str) else value
    yield Draft(
        f"Every {kind} has {a(words)}.",
        f"{kind}.{name} is present",
        f"{named} has no {words}",
        f"Write the {words} under {name}.",
        f"set: {{{name}: {shown}}}",
        f"set: {{{name}: null}}",
    )


def _words(path: tuple[str, ...]) -> str:
    return path[-1].replace("_", " ")


def _key(path: tuple[str, ...]) -> str:
    return ".".join(path)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
