"""Remaking: what a finding about a manifest's form says to write instead, as an edit of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from remit.evaluation.finding import Finding
from remit.manifest.types import EnumType, ListType, Record, Type
from remit.text.fixes import Fix, writing
from remit.text.source import Source, Span
from remit.workbench.editing.manifests import Spot, is_plain, spot_at, type_at

_MEANT = re.compile(r"did you mean `([^`]+)`\?")
_WRITE = re.compile(r"write (?:the number alone: )?`([^`]+)`")


def fix_of(finding: Finding, types: Iterable[Type]) -> Fix | None:
    """Gives the fix of a finding that names what was meant: a key or a value of an enum that the
    schema knows, or how a number or a date is written."""
    hint, source = finding.hint or "", finding.source
    place = finding.place
    spot = spot_at(source, source.line_starts()[place.line - 1] + place.column - 1)
    if spot is None or not finding.rule.startswith("manifest/"):
        return None
    meant = _MEANT.search(hint)
    if meant is not None:
        known = any(meant[1] in _known(type_, spot) for type_ in types)
        return _written(meant[1], spot.span, source) if known else None
    other = _WRITE.match(hint)
    if other is None or spot.is_key or source.slice(spot.span)[:1] in _OF_OTHERS:
        return None
    return writing(other[1], spot.span)


_OF_OTHERS = frozenset("&*!|>[{")
"""What begins a value that is more than a plain or quoted one."""


def _known(type_: Type, spot: Spot) -> Iterable[str]:
    """Gives the names that may stand at a place."""
    found = type_at(type_, spot.path[:-1] if spot.is_key else spot.path)
    if isinstance(found, ListType):
        found = found.item
    match found:
        case Record(fields=fields) if spot.is_key:
            return fields
        case EnumType(members) if not spot.is_key:
            return members
        case _:
            return ()


def _written(name: str, span: Span, source: Source) -> Fix | None:
    """Gives the fix that writes a name in the place of another, in quotes where that is."""
    begins = source.slice(span)[:1]
    if begins in _OF_OTHERS:
        return None
    if begins == "'":
        text = "'" + name.replace("'", "''") + "'"
    elif begins == '"' or not is_plain(name):
        text = json.dumps(name, ensure_ascii=False)
    else:
        text = name
    return writing(text, span)
