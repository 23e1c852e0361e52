"""Colouring: what each name in a rule file is, for editors that show it by colours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from remit.text.source import Span
from remit.workbench.editing.desk import Desk
from remit.workbench.editing.occurrences import occurrences

TYPES: Final = ("namespace", "class", "function", "parameter", "variable", "property", "type")
MODIFIERS: Final = ("declaration", "readonly", "defaultLibrary")

_LOOKS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "policy": ("namespace", ()),
    "rule": ("class", ()),
    "param": ("variable", ("readonly",)),
    "define": ("function", ()),
    "parameter": ("parameter", ()),
    "local": ("variable", ()),
    "kind": ("type", ("defaultLibrary",)),
    "collection": ("type", ("defaultLibrary",)),
    "register": ("type", ("defaultLibrary",)),
    "given": ("variable", ("readonly", "defaultLibrary")),
    "function": ("function", ("defaultLibrary",)),
    "field": ("property", ()),
}


@dataclass(frozen=True, slots=True)
class Coloured:
    """A span, what stands in it, and its modifiers."""

    span: Span
    type: str
    modifiers: tuple[str, ...]


def coloured(desk: Desk, file: str) -> Iterator[Coloured]:
    """Gives the names of a file in order; no two overlap."""
    end = 0
    for found in occurrences(desk, file):
        if found.span.start < end:
            continue
        end = found.span.end
        type_, modifiers = _LOOKS[found.symbol.sort]
        declared = ("declaration",) if found.declares else ()
        yield Coloured(found.span, type_, declared + modifiers)
