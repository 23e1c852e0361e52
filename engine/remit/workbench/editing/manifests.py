"""Manifests in an editor: where a place in the YAML is, and what the schema says there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from remit.manifest.document import Document, Node
from remit.manifest.reader import read
from remit.manifest.types import (
    BooleanType,
    EnumType,
    FieldType,
    ListType,
    MapType,
    Record,
    Type,
)
from remit.text.source import Source, Span
from remit.workbench.editing.completing import Suggestion
from remit.workbench.editing.hovering import Hover, field_notes, headed, type_words

Path = tuple[str | int, ...]

STAND_IN = "stand-in"


class Spot(Struct, frozen=True):
    """A place in a document: its path, and the span of the key or value that is there."""

    path: Path
    span: Span
    is_key: bool = False


def spot_at(source: Source, offset: int) -> Spot | None:
    """Gives the key or value at a place of a YAML file; None where it can't be read."""
    for document in read(source).documents:
        found = _below(document.root, (), offset)
        if found is not None:
            return found
    return None


def _below(node: Node, path: Path, offset: int) -> Spot | None:
    if isinstance(node.content, dict):
        for key, span in node.keys.items():
            if span.start <= offset <= span.end:
                return Spot((*path, key), span, is_key=True)
        inner: Iterator[tuple[str | int, Node]] = iter(node.content.items())
    elif isinstance(node.content, list):
        inner = iter(enumerate(node.content))
    else:
        return Spot(path, node.span) if node.span.start <= offset <= node.span.end else None
    for step, child in inner:
        if child.span.start <= offset <= child.span.end:
            found = _below(child, (*path, step), offset)
            if found is not None:
                return found
    return None


def field_at(type_: Type, path: Path) -> FieldType | None:
    """Gives what the schema says of the field that a path ends at, or of the list it is in."""
    field: FieldType | None = None
    for step in path:
        match type_:
            case Record(fields=fields) if isinstance(step, str):
                field = fields.get(step)
                if field is None:
                    return None
                type_ = field.type
            case ListType(item):
                type_ = item
            case MapType(value):
                type_, field = value, None
            case _:
                return None
    return field


def type_at(type_: Type, path: Path) -> Type | None:
    """Gives the type of what stands at a path."""
    for step in path:
        match type_:
            case Record(fields=fields, other=other):
                known = fields.get(str(step))
                found = known.type if known is not None else other
                if found is None:
                    return None
                type_ = found
            case ListType(item):
                type_ = item
            case MapType(value):
                type_ = value
            case _:
                return None
    return type_


def hover(source: Source, types: Sequence[Type], offset: int) -> Hover | None:
    """Gives what the schema says of the field at a place."""
    spot = spot_at(source, offset)
    for type_ in types if spot is not None else ():
        assert spot is not None
        known = field_at(type_, spot.path)
        name = next((step for step in reversed(spot.path) if isinstance(step, str)), "")
        if known is not None:
            lines = [headed("field", name, known.type), *field_notes(known)]
            return Hover("\n\n".join(lines), spot.span)
    return None


# -- completing -----------------------------------------------------------------------------------

_KEY = re.compile(r"([ \t]*(?:-[ \t]+)*)([\w.-]*)\Z")
_VALUE = re.compile(
    r"([ \t]*(?:-[ \t]+)*(?:[\w.-]+|\"[^\"]*\"|'[^']*'):[ \t]+)([\"']?)([\w .-]*)\Z"
)
_ITEM = re.compile(r"([ \t]*)([\"']?)([\w .-]*)\Z")
_SKIPPED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'")
_CLOSING = {"{": "}", "[": "]"}


class Writing(Struct, frozen=True):
    """What is being written in a line: what stands before it, what is there of it, and the brackets
    around it that are open. `quote` is one that it begins with."""

    before: str
    typed: str
    is_key: bool
    quote: str = ""
    open: str = ""

    def lines(self, rest: str) -> Iterator[tuple[str, bool]]:
        """Gives the line with a stand-in in its place, as it may be meant: as a key or a value, and
        with what follows it or without."""
        closing = "".join(_CLOSING[sign] for sign in reversed(self.open))
        goes_on = rest.lstrip().startswith((",", "}", "]"))
        for tail in (rest, closing) if self.open and goes_on else (closing,):
            if self.is_key:
                yield f"{self.before}{STAND_IN}: null{tail}", True
            yield f"{self.before}{STAND_IN}{tail}", False


def complete(source: Source, types: Sequence[Type], offset: int) -> list[Suggestion]:
    """Gives the keys and the values that the schema allows at a place. The line is read with a
    stand-in for what is being written, so that the file may be broken there."""
    line, _ = source.position(offset)
    start = source.line_starts()[line - 1]
    end = source.text.find("\n", offset)
    rest = source.text[offset : end if end >= 0 else None]
    writing = _writing(source.text[start:offset])
    if writing is None:
        return []
    span = Span(offset - len(writing.typed), offset)
    for stand_in, as_key in writing.lines(rest):
        found: list[Suggestion] = []
        spot = _stand_in(source, start, stand_in)
        for type_ in types if spot is not None else ():
            assert spot is not None
            if as_key:
                found += _keys(type_, spot, span, in_flow=bool(writing.open))
            else:
                found += _values(type_at(type_, spot[1]), span, quoted=bool(writing.quote))
        if found:
            return found
    return []


def _writing(written: str) -> Writing | None:
    """Gives what is being written at the end of a part of a line."""
    opened, at = _opened(written)
    segment = written[at:]
    value, key = _VALUE.match(segment), _KEY.match(segment)
    if value is not None and not opened.endswith("["):
        return Writing(written[:at] + value[1], value[3], False, value[2], opened)
    if opened.endswith("["):
        item = _ITEM.match(segment)
        return Writing(written[:at] + item[1], item[3], False, item[2], opened) if item else None
    if key is not None and not (opened and "-" in key[1]):
        return Writing(written[:at] + key[1], key[2], True, "", opened)
    return None


def _opened(written: str) -> tuple[str, int]:
    """Gives the brackets that are open behind a part of a line, and where in it the last entry of
    the innermost begins; 0 where none is."""
    stack, starts, at = "", [0], 0
    while at < len(written):
        skipped = _SKIPPED.match(written, at) if written[at] in "\"'" else None
        if written[at] in _CLOSING:
            stack, starts = stack + written[at], [*starts, at + 1]
        elif written[at] in "}]" and stack:
            stack, starts = stack[:-1], starts[:-1]
        elif written[at] == "," and stack:
            starts[-1] = at + 1
        at = skipped.end() if skipped is not None else at + 1
    return stack, starts[-1]


def _stand_in(source: Source, start: int, line: str) -> tuple[Document, Path] | None:
    """Gives the document with a line in the place of the one that begins at `start`, and the path
    of the stand-in."""
    end = source.text.find("\n", start)
    rest = source.text[end:] if end >= 0 else ""
    text = source.text[:start] + line + rest
    at = start + line.index(STAND_IN)
    for document in read(Source(source.name, text)).documents:
        spot = _below(document.root, (), at)
        if spot is not None:
            return document, spot.path
    return None


def _keys(
    type_: Type, spot: tuple[Document, Path], span: Span, *, in_flow: bool
) -> Iterator[Suggestion]:
    document, path = spot
    if not path or path[-1] != STAND_IN:
        return
    record = type_at(type_, path[:-1])
    node = document.node(path[:-1])
    taken = set(node.keys) if node is not None else set()
    if not isinstance(record, Record):
        return
    for name, known in sorted(record.fields.items(), key=lambda item: not item[1].required):
        if name not in taken:
            notes = "\n\n".join(field_notes(known))
            text = f"{name}: " if in_flow or not _is_deep(known.type) else f"{name}:"
            detail = type_words(known.type)
            yield Suggestion(name, text, span, "field", detail, notes, known.deprecated)


def _is_deep(type_: Type) -> bool:
    return isinstance(type_, Record | ListType | MapType)


def _values(type_: Type | None, span: Span, *, quoted: bool) -> Iterator[Suggestion]:
    if isinstance(type_, EnumType):
        for member in type_.members:
            text = member if quoted or is_plain(member) else f'"{member}"'
            yield Suggestion(member, text, span, "value")
    elif isinstance(type_, BooleanType) and not quoted:
        for word in ("true", "false"):
            yield Suggestion(word, word, span, "value")


def is_plain(text: str) -> bool:
    """Says whether YAML takes a text for itself without quotes."""
    return re.fullmatch(r"(?!(?:true|false|null|yes|no|on|off)\Z)[A-Za-z][\w -]*\w|[A-Za-z]", text,
                        re.IGNORECASE) is not None  # fmt: skip
