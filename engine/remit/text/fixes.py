"""Fixes: what to write instead, as edits that a program can make."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from remit.text.source import Span


class Edit(Struct, frozen=True):
    """A span of a source and the text to put in its place; an empty span is a place to insert."""

    span: Span
    text: str


class Fix(Struct, frozen=True):
    """A way to mend what a diagnostic tells, in the diagnostic's own source.

    The title says what is done, lower case without a period. Edits do not overlap. A `safe` fix
    leaves what the rules demand as it is, so that it may be made without asking.
    """

    title: str
    edits: tuple[Edit, ...]
    safe: bool = False


def writing(text: str, span: Span) -> Fix:
    """Gives the fix that writes a text in the place of a span."""
    return Fix(f"write `{text}`", (Edit(span, text),))


def edited(text: str, edits: Iterable[Edit]) -> str:
    """Gives a text with edits made, which do not overlap; their spans are those before."""
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text
