"""Mistakes that authors make, and the advice for each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from remit.text.diagnostic import Diagnostic
from remit.text.source import Source, Span

Pretended: TypeAlias = tuple[str, str]
"""A token to put in: its terminal and its text."""


class Fits(Protocol):
    """Says whether the parser takes these tokens, and `steps` more of the text from `resume` on."""

    def __call__(self, feed: Sequence[Pretended], resume: int, steps: int = 2) -> bool: ...


@dataclass(frozen=True, slots=True)
class Slip:
    """Where a text can't go on: what was read, what is still open, what could stand there."""

    source: Source
    offset: int
    end: int
    tokens: tuple[tuple[str, int], ...]
    open: tuple[str, ...]
    accepts: frozenset[str]
    fits: Fits

    @property
    def rest(self) -> str:
        """Gives the text from the mistake to the end of its line."""
        line_end = _LINE_END.search(self.source.text, self.offset, self.end)
        return self.source.text[self.offset : line_end.start() if line_end else self.end]

    @property
    def word(self) -> str:
        """Gives the word, text or sign at the mistake; empty at the end of the file."""
        match = _PART.match(self.source.text, self.offset, self.end)
        return match[0] if match else ""


@dataclass(frozen=True, slots=True)
class Mend:
    """What to say about a slip, and what was meant: tokens to put in, and where to go on.

    Without `resume` the clause is given up, and what it holds up to `past` with it. Without
    `diagnostic` nothing is said, because something that was said already explains it.
    """

    diagnostic: Diagnostic | None
    feed: Sequence[Pretended] = ()
    resume: int | None = None
    past: int = 0


_LINE_END = re.compile(r"[\r\n]")
_PART = re.compile(r'[A-Za-z_]\w*|\d[\w.]*|"(?:[^"\\\r\n]|\\[^\r\n])*+"|\S')


def explained(slip: Slip) -> Mend:
    """Gives what is wrong where the text can't go on."""
    span = Span(slip.offset, slip.offset + max(1, len(slip.word)))
    return Mend(Diagnostic("syntax", f"unexpected `{slip.word}`", slip.source, span))
