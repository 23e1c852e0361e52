"""Wording: where the signs and words of a rule stand, so that a change of its tree can be shown in
its text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from remit.syntax import tree
from remit.text.fixes import Edit
from remit.text.source import Source, Span

_HIDDEN = re.compile(r'"""(?s:.*?)"""|"(?:\\.|[^"\\\n])*"|#[^\n]*')


class Wording(Struct, frozen=True):
    """The text of a rule file."""

    source: Source

    def slice(self, span: Span) -> str:
        """Gives the text of a span."""
        return self.source.slice(span)

    def find(self, start: int, end: int, pattern: str) -> Span | None:
        """Gives where a pattern first stands between two places, outside of texts and comments."""
        part = _HIDDEN.sub(lambda found: " " * len(found[0]), self.source.text[start:end])
        found = re.search(pattern, part)
        return Span(start + found.start(), start + found.end()) if found else None

    def between(self, left: tree.Node, right: tree.Node, pattern: str) -> Span | None:
        """Gives where a pattern stands between two nodes."""
        return self.find(left.span.end, right.span.start, pattern)

    def is_enclosed(self, node: tree.Node) -> bool:
        """Says whether a node stands in parentheses."""
        text = self.source.text
        before = text[: node.span.start].rstrip()
        after = text[node.span.end :].lstrip()
        return before.endswith("(") and after.startswith(")")


def replaced(span: Span | None, text: str) -> tuple[Edit, ...]:
    """Gives the edit that puts a text in the place of a span."""
    return (Edit(span, text),) if span is not None else ()


def enclosed(node: tree.Node) -> tuple[Edit, ...]:
    """Gives the edits that put a node in parentheses."""
    start, end = node.span.start, node.span.end
    return (Edit(Span(start, start), "("), Edit(Span(end, end), ")"))


def without_part(
    whole: tree.Node, parts: Sequence[tree.Node], at: int, sign: str, wording: Wording
) -> tuple[Edit, ...]:
    """Gives the edit that takes one of several parts away, with one of the signs between them."""
    if at == 0:
        found = wording.between(parts[0], parts[1], sign)
        if found is None:
            return ()
        text = wording.source.text
        end = found.end + len(text[found.end :]) - len(text[found.end :].lstrip())
        return replaced(Span(whole.span.start, end), "")
    found = wording.between(parts[at - 1], parts[at], sign)
    if found is None:
        return ()
    if at + 1 < len(parts):
        following = wording.between(parts[at], parts[at + 1], sign)
        return replaced(Span(found.start, following.start), "") if following else ()
    head = wording.source.text[: found.start].rstrip()
    return replaced(Span(len(head), whole.span.end), "")


def from_word(word: str, before: tree.Node, end: int, wording: Wording) -> tuple[Edit, ...]:
    """Gives the edit that takes away all from a word behind a node on."""
    found = wording.find(before.span.end, end, rf"\b{word}\b")
    if found is None:
        return ()
    head = wording.source.text[: found.start].rstrip()
    return replaced(Span(len(head), end), "")
