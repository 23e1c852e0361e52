"""Sources and places: a text with a name, spans of it, and their lines and columns."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import accumulate

from msgspec import Struct

RULE_ENDING, TEST_ENDING = ".remit", ".test.yaml"
"""What the names of rule files and those of their tests end in."""

_LINE_END = r"\r\n|\n|\r"

_FEW = 16
"""So many positions are found by counting lines."""


class Span(Struct, frozen=True, order=True):
    """Half-open offsets into a source's text, in code points."""

    start: int
    end: int

    def to(self, other: Span) -> Span:
        """Gives the span from the start of this one to the end of `other`."""
        return Span(self.start, other.end)


NOWHERE = Span(0, 0)
"""The span of what nobody wrote."""


class Place(Struct, frozen=True, order=True):
    """1-based lines and columns in code points; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Source(Struct, eq=False):
    """A text and the name that it goes by in messages (a path with forward slashes).

    The text may be `held` by something that gives it once it is asked for. The starts of its lines
    are known when it was `asked` for more than a few positions.
    """

    name: str
    held: str | Callable[[], str]
    _starts: list[int] | None = None
    _given: str | None = None
    _asked: int = 0

    @property
    def text(self) -> str:
        """Gives the text."""
        if isinstance(self.held, str):
            return self.held
        if self._given is None:
            self._given = self.held()
        return self._given

    def line_starts(self) -> list[int]:
        """Gives the offset at which each line begins; lines end at LF, CRLF or CR."""
        if self._starts is None:
            self._starts = _line_starts(self.text)
        return self._starts

    def position(self, offset: int) -> tuple[int, int]:
        """Gives the 1-based line and column of an offset."""
        if self._starts is None and self._asked < _FEW:
            text = self.text
            if text.find("\r", 0, offset) < 0:
                self._asked += 1
                return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
        from bisect import bisect_right  # needed only where many places are told

        starts = self.line_starts()
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def place(self, span: Span) -> Place:
        """Gives the lines and columns of a span."""
        line, column = self.position(span.start)
        text, start, end = self.text, span.start, span.end
        if text.find("\n", start, end) < 0 and text.find("\r", start, end) < 0:
            return Place(line, column, line, column + end - start)
        return Place(line, column, *self.position(end))

    def line(self, number: int) -> str:
        """Gives the text of a 1-based line without its line end; empty beyond the last."""
        starts = self.line_starts()
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    def find(self, part: str) -> Span | None:
        """Gives where a part first stands in the text, as a word if it does so anywhere; None for
        what doesn't, or is empty."""
        if not part:
            return None
        word = re.search(rf"(?<![^\s='\"]){re.escape(part)}(?![^\s'\"])", self.text)
        at = word.start() if word is not None else self.text.find(part)
        return Span(at, at + len(part)) if at >= 0 else None

    def slice(self, span: Span) -> str:
        """Gives the text of a span."""
        return self.text[span.start : span.end]


def _line_starts(text: str) -> list[int]:
    if "\r" in text:
        return [0, *(match.end() for match in re.finditer(_LINE_END, text))]
    sizes = [len(line) + 1 for line in text.split("\n")]
    return list(accumulate(sizes[:-1], initial=0))
