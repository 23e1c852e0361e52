"""Colouring: what each name in a rule file is, for editors that show it by colours.

Where an editor has a grammar of its own for the rest (comments, texts, numbers, words of the
language), names and values of enums are enough; to others all of it is told.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from msgspec import Struct

from remit.syntax import tree
from remit.syntax.drafts import Draft
from remit.syntax.words import WORDS
from remit.text.source import Source, Span
from remit.workbench.editing.desk import Desk
from remit.workbench.editing.occurrences import Occurrence, occurrences

TYPES: Final = (
    "namespace", "class", "function", "parameter", "variable", "property", "type", "enumMember",
    "keyword", "string", "number", "comment",
)  # fmt: skip
MODIFIERS: Final = ("declaration", "readonly", "defaultLibrary", "deprecated")

_LOOKS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "policy": ("namespace", ()),
    "rule": ("class", ()),
    "param": ("variable", ("readonly",)),
    "define": ("function", ()),
    "parameter": ("parameter", ("readonly",)),
    "local": ("variable", ("readonly",)),
    "kind": ("type", ()),
    "collection": ("type", ("readonly",)),
    "register": ("type", ("readonly",)),
    "given": ("variable", ("readonly", "defaultLibrary")),
    "function": ("function", ("defaultLibrary",)),
    "field": ("property", ("readonly",)),
}


class Coloured(Struct, frozen=True):
    """A span, what stands in it, and its modifiers."""

    span: Span
    type: str
    modifiers: tuple[str, ...] = ()


def coloured(desk: Desk, file: str, today: date, *, whole: bool = False) -> Iterator[Coloured]:
    """Gives the names and the values of enums in a file, in order, and with the `whole` all else,
    too; no two overlap, and none goes over the end of a line. Rules that are no longer in force
    `today` are deprecated, and fields of which the schema says so."""
    draft = desk.drafts[file]
    found = [*_names(desk, file, today), *_members(desk, file)]
    found.sort(key=lambda each: (each.span.start, -each.span.end))
    told = list(_apart(found))
    if whole:
        told += _rest(draft, told)
        told.sort(key=lambda each: each.span.start)
    for each in told:
        yield from _by_lines(each, draft.source)


def _apart(found: Iterable[Coloured]) -> Iterator[Coloured]:
    end = 0
    for each in found:
        if each.span.start >= end:
            end = each.span.end
            yield each


def _names(desk: Desk, file: str, today: date) -> Iterator[Coloured]:
    policy = desk.drafts[file].policy
    over = {rule.name.span for rule in policy.rules if _is_over(rule, today)} if policy else set()
    valued = {name for home in desk.study.homes.values() for name, define in home.defines.items()
              if define.parameters is None}  # fmt: skip
    for found in occurrences(desk, file):
        type_, modifiers = _look(found, valued)
        declared = ("declaration",) if found.declares else ()
        outdated = found.about is not None and found.about.deprecated
        retired = ("deprecated",) if outdated or (found.declares and found.span in over) else ()
        yield Coloured(found.span, type_, (*declared, *modifiers, *retired))


def _look(found: Occurrence, valued: set[str]) -> tuple[str, tuple[str, ...]]:
    if found.symbol.sort == "define" and found.symbol.name in valued:
        return _LOOKS["param"]
    return _LOOKS[found.symbol.sort]


def _is_over(rule: tree.Rule, today: date) -> bool:
    effective = rule.effective
    return effective is not None and effective.end is not None and effective.end <= today


def _members(desk: Desk, file: str) -> Iterator[Coloured]:
    home = desk.home(file)
    for span in home.settled.members if home is not None else ():
        yield Coloured(span, "enumMember", ("readonly",))


# -- all else --------------------------------------------------------------------------------------

_PART = re.compile(
    r'(?P<string>"""(?:[^"\\]|\\[\s\S]|"(?!""))*+(?:"""|\Z)|"(?:[^"\\\r\n]|\\[^\r\n])*+"?)'
    r"|(?P<comment>#[^\r\n]*)"
    r"|(?P<number>\d{4}-\d{1,2}-\d{1,2}\b|\d[\d_.]*\s*(?:day|week|month|quarter|year)s?\b"
    r"|\d(?:\w|\.(?=\d))*%?)"
    r"|(?P<keyword>[A-Za-z_]\w*(?:-\w+)*)"
)


def _rest(draft: Draft, told: list[Coloured]) -> Iterator[Coloured]:
    """Gives comments, texts, numbers and words of the language that stand beside what was told."""
    text = draft.source.text
    taken = [each.span for each in told]
    starts = [span.start for span in taken]
    messages = list(_messages(draft))
    written = [(whole, "string", holes) for whole, holes in messages]
    outside = _without([whole for whole, _ in messages], Span(0, len(text)))
    for part in (*outside, *(hole for _, holes in messages for hole in holes)):
        for match in _PART.finditer(text, part.start, part.end):
            span, sort = Span(*match.span()), str(match.lastgroup)
            is_word = match[0] in WORDS and text[span.start - 1 :][:1] != "."
            if sort != "keyword" or is_word:
                written.append((span, sort, []))
    for span, sort, holes in written:
        inside = taken[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
        if not holes and not inside:
            yield Coloured(span, sort)
            continue
        for piece in _without([*holes, *inside], span):
            yield Coloured(piece, sort)


def _messages(draft: Draft) -> Iterator[tuple[Span, list[Span]]]:
    """Gives the messages with the expressions in them."""
    for block in draft.blocks:
        for item in block.items:
            for node in tree.walk(item):
                if isinstance(node, tree.Message) and node.span.end > node.span.start:
                    holes = [part.span for part in node.parts if not isinstance(part, str)]
                    yield node.span, holes


def _without(spans: list[Span], outer: Span) -> Iterator[Span]:
    """Gives what is left of a span without others."""
    start = outer.start
    for span in sorted(spans, key=lambda span: span.start):
        if span.start > start:
            yield Span(start, span.start)
        start = max(start, span.end)
    if start < outer.end:
        yield Span(start, outer.end)


def _by_lines(each: Coloured, source: Source) -> Iterator[Coloured]:
    """Gives what goes over several lines line by line."""
    text = source.slice(each.span)
    if "\n" not in text and "\r" not in text:
        yield each
        return
    start = each.span.start
    for line in text.splitlines(keepends=True):
        bare = line.rstrip("\r\n")
        if bare.strip():
            yield Coloured(Span(start, start + len(bare)), each.type, each.modifiers)
        start += len(line)
