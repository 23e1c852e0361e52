"""The outline of a rule file: its symbols, and what can be folded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from remit.syntax import tree
from remit.syntax.drafts import Draft
from remit.text.source import Source, Span
from remit.workbench.editing.desk import Desk

Sort = Literal["policy", "rule", "param", "define", "table"]


class Entry(Struct, frozen=True):
    """An item of a file, what is said of it, the whole of it and its name."""

    name: str
    sort: Sort
    about: str
    span: Span
    word: Span
    below: tuple[Entry, ...] = ()


class Fold(Struct, frozen=True):
    """Lines, from 1, that can be folded into the first of them."""

    first: int
    last: int
    comment: bool = False


def outline(draft: Draft) -> Entry | None:
    """Gives the policy of a file with its items."""
    policy = draft.policy
    if policy is None:
        return None
    below = tuple(entry for item in policy.items if (entry := _entry(item)) is not None)
    span = Span(policy.span.start, max([policy.span.end, *(entry.span.end for entry in below)]))
    return Entry(policy.name.text, "policy", policy.title, span, policy.name.span, below)


def search(desk: Desk, text: str) -> Iterator[tuple[Source, Entry]]:
    """Gives the items of all files that have the letters of a text in their name, in order."""
    for draft in desk.drafts.values():
        top = outline(draft)
        for entry in (top, *top.below) if top is not None else ():
            name = f"{top.name}/{entry.name}" if top is not None else entry.name
            if _has(name, text):
                yield draft.source, entry


def folds(draft: Draft) -> Iterator[Fold]:
    """Gives the items and the runs of comment lines that take up more than a line."""
    source = draft.source
    top = outline(draft)
    for entry in top.below if top is not None else ():
        first = source.position(entry.span.start)[0]
        last = source.position(max(entry.span.start, entry.span.end - 1))[0]
        if last > first:
            yield Fold(first, last)
    run = 0
    for number in range(1, len(source.line_starts()) + 2):
        if source.line(number).lstrip().startswith("#"):
            run += 1
            continue
        if run > 1:
            yield Fold(number - run, number - 1, comment=True)
        run = 0


def _entry(item: tree.Item) -> Entry | None:
    match item:
        case tree.Use():
            return None
        case tree.Param(name, _, doc):
            return Entry(name.text, "param", doc or "", _around(item.span, name), name.span)
        case tree.Define(name, _, body, doc):
            sort: Sort = "table" if isinstance(body, tree.Decision) else "define"
            return Entry(name.text, sort, doc or "", _around(item.span, name), name.span)
        case tree.Rule(name, level, title):
            about = f"{level}: {title}"
            return Entry(name.text, "rule", about, _around(item.span, name), name.span)


def _around(span: Span, name: tree.Word) -> Span:
    """Gives a span that holds the name: one that was only meant may stand nowhere."""
    return Span(min(span.start, name.span.start), max(span.end, name.span.end))


def _has(name: str, letters: str) -> bool:
    at = 0
    for letter in letters.casefold():
        at = name.casefold().find(letter, at) + 1
        if not at:
            return False
    return True
