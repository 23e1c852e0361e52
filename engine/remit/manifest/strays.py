"""Strays: keys that an open schema lets pass, though each is nearly a field that isn't there.

A schema that takes any key takes misspelled ones, too, and the field that was meant is missing in
silence. So a key is told that differs from such a field by a letter or two, by capitals, or by `-`,
`_` and blanks; not by a digit, as `line1` and `line2` may both be meant. Keys that begin with `x-`
or with a sign are somebody's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from remit.manifest.case import Fault
from remit.manifest.document import Document, Node
from remit.manifest.keywords import Path
from remit.manifest.types import ANY, ListType, MapType, Record, Type
from remit.text.inert import inert

_SHORT, _LONG = 4, 9
"""Shorter keys aren't told; longer ones may differ in two letters."""

_KEPT = 1_000

Meant = Callable[[str], str | None]
"""Gives the field that a key was most likely meant to be, or None."""


def strays(document: Document, type_: Type) -> list[Fault]:
    """Gives the keys of a document that are nearly a field, where that is missing."""
    found: list[Fault] = []
    waiting: list[tuple[Node, Type, Path]] = [(document.root, type_, ())]
    while waiting:
        node, type_, path = waiting.pop()
        match type_, node.content:
            case Record(), dict() as content:
                found += _strays_of(node, type_, path)
                for key, inner in content.items():
                    known = type_.fields.get(key)
                    below = known.type if known is not None else type_.other
                    waiting += [] if below is None else [(inner, below, (*path, key))]
            case ListType(), list() as content:
                inner_type = type_.item
                waiting += [(each, inner_type, (*path, at)) for at, each in enumerate(content)]
            case MapType(), dict() as content:
                inner_type = type_.value
                waiting += [(each, inner_type, (*path, key)) for key, each in content.items()]
            case _:
                pass
    return sorted(found, key=lambda fault: fault.span)


def is_open(type_: Record) -> bool:
    """Says whether a record takes any other field."""
    return type_.other == ANY


def meant_by(fields: Iterable[str]) -> Meant:
    """Gives the function that tells which field a key was meant to be; it remembers some keys."""
    plain = [(name, _plain(name)) for name in sorted(fields)]
    known: dict[str, str | None] = {}

    def meant(key: str) -> str | None:
        if key not in known:
            if len(known) >= _KEPT:
                known.clear()
            known[key] = _nearest(key, plain)
        return known[key]

    return meant


def _strays_of(node: Node, type_: Record, path: Path) -> Iterator[Fault]:
    if not is_open(type_) or not isinstance(node.content, dict):
        return
    there = {key for key, inner in node.content.items() if inner.content is not None}
    left = [key for key in node.content if key not in type_.fields]
    meant = meant_by(type_.fields) if left else _nobody
    for key in left:
        field = meant(key)
        if field is not None and field not in there:
            said = f"`{inert(key)}` is no field that the schema declares, though it lets it pass"
            help_ = f"did you mean `{inert(field)}`?"
            span = node.keys.get(key, node.span)
            yield Fault((*path, key), "unknown-key", span, said, help_)


def _nobody(key: str) -> None:
    return None


def _nearest(key: str, fields: list[tuple[str, str]]) -> str | None:
    word = _plain(key)
    if len(word) < _SHORT or not key[0].isalpha() or key.startswith("x-"):
        return None
    allowed = 2 if len(word) >= _LONG else 1
    near = [(far, name) for name, field in fields if (far := _distance(word, field)) <= allowed]
    return min(near)[1] if near else None


def _plain(key: str) -> str:
    return key.casefold().translate({ord(sign): None for sign in "-_ "})


def _digits(text: str) -> list[str]:
    return [char for char in text if char.isdigit()]


def _distance(one: str, other: str) -> int:
    """How many letters are missing, too much, wrong or exchanged with their neighbour; many, where
    words differ in a digit or in their length by more than matters."""
    if abs(len(one) - len(other)) > 2 or _digits(one) != _digits(other) or len(other) < _SHORT:
        return 9
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, char in enumerate(one, 1):
        older, before, row = before, row, [at]
        for index, wanted in enumerate(other, 1):
            cost = min(before[index] + 1, row[-1] + 1, before[index - 1] + (char != wanted))
            turned = at > 1 and index > 1 and char == other[index - 2] and one[at - 2] == wanted
            row.append(min(cost, older[index - 2] + 1) if turned else cost)
    return row[-1]
