"""Strays: keys that an open schema lets pass, though each is nearly a field that isn't there.

A schema that takes any key takes misspelled ones, too, and the field that was meant is missing in
silence. So a key is told that differs from such a field by a letter or two, by capitals, or by `-`,
`_` and blanks; not by a digit, as `line1` and `line2` may both be meant. Keys that begin with `x-`
or with a sign are somebody's own.
"""

from __future__ import annotations

from collections.abc import Iterator

from remit.manifest.case import Fault
from remit.manifest.document import Document, Node
from remit.manifest.keywords import Path
from remit.manifest.nearly import is_open, meant_by
from remit.manifest.types import ListType, MapType, Record, Type
from remit.text.inert import inert


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
