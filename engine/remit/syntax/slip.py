"""A slip, the point at which a text can't go on, and a mend, what can be said and done about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple, Protocol, TypeAlias

from msgspec import Struct

from remit.text.diagnostic import Diagnostic
from remit.text.fixes import Edit, Fix, writing
from remit.text.source import Source, Span

Pretended: TypeAlias = tuple[str, str]
"""A token to put in: its terminal and its text."""


class Seen(NamedTuple):
    """A token that was read: its terminal, and the offsets of its start and end."""

    kind: str
    start: int
    end: int


class Fits(Protocol):
    """Says whether the parser, with `drop` tokens taken back, takes those of `feed` and then so
    many of the text from `resume` on."""

    def __call__(
        self, feed: Sequence[Pretended], resume: int, steps: int = 2, drop: int = 0
    ) -> bool: ...


class Slip(Struct, frozen=True):
    """Where a text can't go on: what was read, what is still open, what could stand there."""

    source: Source
    offset: int
    end: int
    at_end: bool
    tokens: tuple[Seen, ...]
    open: tuple[Seen, ...]
    accepts: frozenset[str]
    told: tuple[Diagnostic, ...]
    fits: Fits

    @property
    def rest(self) -> str:
        """Gives the text from the slip to the end of its line; empty at the end of the text."""
        return "" if self.at_end else self.source.text[self.offset : self.line_end]

    @property
    def line_end(self) -> int:
        """Gives the offset of the end of the slip's line."""
        match = _LINE_END.search(self.source.text, self.offset, self.end)
        return match.start() if match else self.end

    @property
    def word(self) -> str:
        """Gives the word, number, text or sign at the slip; empty at the end of the text."""
        match = None if self.at_end else _PART.match(self.source.text, self.offset, self.end)
        return match[0] if match else ""

    @property
    def behind(self) -> int:
        """Gives the offset behind the word at the slip."""
        return self.offset + len(self.word)

    @property
    def is_first(self) -> bool:
        """Says whether the slip stands first on its line."""
        line, column = self.source.position(self.offset)
        return not self.source.line(line)[: column - 1].strip()

    @property
    def in_table(self) -> bool:
        """Says whether a decision table is being read."""
        return any(seen.kind == "_TABLE" for seen in self.open)

    @property
    def in_message(self) -> bool:
        """Says whether the text that is read stands between the braces of a message."""
        return self.source.text.startswith("}", self.end)

    def before(self, back: int = 1) -> str:
        """Gives the terminal of the token before the slip, or of one further back."""
        return self.tokens[-back].kind if len(self.tokens) >= back else ""

    def text_before(self, back: int = 1) -> str:
        """Gives the text of the token before the slip, or of one further back."""
        if len(self.tokens) < back:
            return ""
        return self.source.text[self.tokens[-back].start : self.tokens[-back].end]

    @property
    def gap(self) -> Span:
        """Gives the span to blame for what is missing before the slip: where the slip begins a
        line or ends the text, the token before it."""
        if self.tokens and (self.at_end or self.is_first):
            return Span(self.tokens[-1].start, self.tokens[-1].end)
        return Span(self.offset, self.behind)

    def say(
        self,
        code: str,
        message: str,
        help: str | None = None,
        span: Span | None = None,
        fix: Fix | None = None,
    ) -> Diagnostic:
        """Gives an error about the word at the slip, or about another span."""
        span = span or Span(self.offset, self.behind)
        return Diagnostic(code, message, self.source, span, help, fix=fix)


class Mend(Struct, frozen=True):
    """What to say about a slip, and what was meant.

    What was meant is: the last `drop` tokens taken back, those of `feed` put in, and reading on at
    `resume`. Without `resume` the clause is given up, with all that stands before `past`. Without
    `diagnostic` nothing is said, because something that was said already explains it. A `plain`
    mend is what the author should write; others only keep the parser going.
    """

    diagnostic: Diagnostic | None
    feed: Sequence[Pretended] = ()
    resume: int | None = None
    drop: int = 0
    past: int = 0
    plain: bool = False


def written(slip: Slip, mend: Mend) -> Fix | None:
    """Gives the fix that writes what a plain mend puts in."""
    if not mend.plain or mend.resume is None:
        return None
    text = " ".join(word for _, word in mend.feed)
    if mend.resume == slip.offset and not mend.drop:
        return _inserted(slip, mend, text)
    start = slip.tokens[-mend.drop].start if mend.drop else slip.offset
    end = mend.resume
    if mend.drop and end == slip.offset and text:
        end = slip.tokens[-1].end
    if text:
        return writing(text, Span(start, end))
    return Fix("leave it out", (Edit(Span(start, end), ""),))


def _inserted(slip: Slip, mend: Mend, text: str) -> Fix | None:
    if not slip.tokens:
        return None
    at = slip.tokens[-1].end
    close = mend.feed[0][0] in _CLOSE
    before = "" if close else " "
    after = " " if at == slip.offset and not slip.at_end else ""
    return Fix(f"write `{text}` there", (Edit(Span(at, at), before + text + after),))


_CLOSE = frozenset({"_CLOSE", "_CLOSE_LIST", "_CLOSE_TABLE", "_COMMA", "_COLON"})
_LINE_END = re.compile(r"[\r\n]")
_PART = re.compile(r'\d{4}-\d\d?-\d\d?|\w+|"(?:[^"\\\r\n]|\\[^\r\n])*+"|\S')
