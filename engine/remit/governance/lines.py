"""Lines: what one line tells of each finding that blocks, in one text for each file.

A large check keeps, loads and tells those of thousands of files, and hardly looks at one alone. So
they stay texts: each line begins with a sign, then come its place, its head and its message. That
is inert, so that there is no sign in it.
"""

from __future__ import annotations

from msgspec import Struct

from remit.text.inert import inert

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

BEGIN, APART, _BETWEEN = "\x1e", "\x1f", "\t"
"""The sign that a line begins with, the one between its parts, and the one between those of its
head."""

Told: TypeAlias = "tuple[str, str]"
"""A file, and what lines tell of the findings in it."""


class Head(Struct, frozen=True):
    """What many lines have in common: the rule, its level, and what it said; the day in ISO 8601 on
    which it `starts`, as long as it isn't in force; what a `change` has to do with it, and whether
    that `deleted` the manifest."""

    rule: str
    level: str
    outcome: str
    starts: str = ""
    change: str = ""
    deleted: str = ""


class Line(Struct, frozen=True):
    """What one line tells of a finding."""

    file: str
    line: int
    column: int
    message: str
    head: Head


def text_of(line: Line) -> str:
    """Gives a line as a text, without the file."""
    head = line.head
    told = (head.rule, head.level, head.outcome, head.starts, head.change, head.deleted)
    place = f"{line.line}:{line.column}"
    return f"{BEGIN}{place}{APART}{_BETWEEN.join(told)}{APART}{inert(line.message)}"


def head_of(text: str) -> Head:
    """Gives the head that stands in the text of a line."""
    return Head(*text.split(_BETWEEN))


def in_change(text: str, changes: Callable[[str, str], str | None]) -> str:
    """Gives lines with what a change has to do with each, by its rule and outcome; none where that
    is None."""
    found: list[str] = []
    for line in text.split(BEGIN)[1:]:
        place, head, message = line.split(APART)
        rule, level, outcome, *_ = head.split(_BETWEEN)
        change = changes(rule, outcome)
        if change is not None:
            told = _BETWEEN.join((rule, level, outcome, "", change, ""))
            found.append(f"{BEGIN}{place}{APART}{told}{APART}{message}")
    return "".join(found)
