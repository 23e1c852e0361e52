"""Writing that may be broken over lines, and putting it on lines.

A layout says where lines may end, and what is to stay on one line where it fits; here it is settled
which lines do end. All of it knows how it looks on one line (`flat`), so that most is settled by
one comparison. The algorithm goes through the writing once, with a stack of what is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from remit.syntax.gaps import NO_GAP, Gap

WIDTH: Final = 100
STEP: Final = 2


class Writing(Struct, frozen=True, eq=False):
    """Anything that is written.

    `flat` is how it looks on one line, None where it has to be broken or is too long for any line.
    `head` counts the columns up to the first place where a line may end, if it `breaks` at all.
    `lead` is the gap before its first token: whoever puts writings one behind the other writes it.
    """

    flat: str | None
    head: int
    breaks: bool
    lead: Gap


class Plain(Writing, frozen=True, eq=False):
    """A token, or another text that stays as it is."""

    text: str


class Blank(Writing, frozen=True, eq=False):
    """Blanks between two words of a line; none at the end of one."""


class End(Writing, frozen=True, eq=False):
    """A place where a line ends unless all around it stays on one line."""

    lines: int


class Comments(Writing, frozen=True, eq=False):
    """The comments of a gap; its empty lines, too, where it `keeps` them."""

    gap: Gap
    keeps: bool


class Broken(Writing, frozen=True, eq=False):
    """A text that is written only where what holds it is broken."""

    text: str


class Series(Writing, frozen=True, eq=False):
    """One behind the other."""

    parts: tuple[Writing, ...]


class Indented(Writing, frozen=True, eq=False):
    """Lines in it begin further in."""

    inner: Writing


class Whole(Writing, frozen=True, eq=False):
    """On one line where it fits; otherwise all of its own line ends are taken."""

    inner: Writing


class Value(Writing, frozen=True, eq=False):
    """What stands behind a sign: on its line where it fits, else on the next, `step` further in;
    where it doesn't fit there either and `hugs`, its bracket opens on the line of the sign.
    """

    inner: Writing
    hugs: bool
    step: int


# -- making them --------------------------------------------------------------------------------


def plain(text: str, lead: Gap = NO_GAP) -> Plain:
    first, end, _ = text.partition("\n")
    return Plain(text, len(first), bool(end), lead, text)


def blank(width: int) -> Blank:
    return Blank(" " * width, width, False, NO_GAP)


def broken(text: str) -> Broken:
    return Broken("", len(text), False, NO_GAP, text)


def comments(gap: Gap, *, keeps: bool) -> Writing:
    if not gap.comments and not (gap.apart and keeps):
        return EMPTY
    flat = None if gap.comments else ""
    return Comments(flat, 0, bool(gap.comments), NO_GAP, gap, keeps)


def series(*parts: Writing) -> Series:
    """Gives writings one behind the other, with the comments that stand between them."""
    found: list[Writing] = []
    for part in parts:
        if found and part.lead.comments:
            found.append(comments(part.lead, keeps=False))
        found.append(part)
    head, breaks = _head(found)
    return Series(_flat(found), head, breaks, found[0].lead if found else NO_GAP, tuple(found))


def indented(*parts: Writing) -> Indented:
    inner = series(*parts)
    return Indented(inner.flat, inner.head, inner.breaks, inner.lead, inner)


def whole(*parts: Writing) -> Whole:
    inner = series(*parts)
    return Whole(inner.flat, inner.head, inner.breaks, inner.lead, inner)


def value(inner: Writing, *, hugs: bool, step: int) -> Writing:
    """Gives what stands behind a sign; comments before it send it to the next line."""
    if inner.lead.comments:
        below = series(HARD, inner)
        return indented(below) if step else below
    flat = None if inner.flat is None else f" {inner.flat}"
    return Value(flat, 0, True, NO_GAP, whole(inner), hugs, step)


_AnyWriting = TypeVar("_AnyWriting", bound=Writing)


def bare(writing: _AnyWriting) -> _AnyWriting:
    """Gives a writing without the gap before it, which is written elsewhere."""
    return replace(writing, lead=NO_GAP) if writing.lead is not NO_GAP else writing


def spaced(writing: Writing) -> Writing:
    """Gives a writing with the gap before it, empty lines and all."""
    return series(comments(writing.lead, keeps=True), bare(writing))


def _flat(parts: Sequence[Writing]) -> str | None:
    flats = [part.flat for part in parts]
    if None in flats:
        return None
    text = "".join(flat for flat in flats if flat is not None)
    return text if len(text) <= WIDTH or "\n" in text else None


def _head(parts: Sequence[Writing]) -> tuple[int, bool]:
    total = 0
    for part in parts:
        total += part.head
        if part.breaks or total > WIDTH:
            return total, part.breaks
    return total, False


EMPTY: Final = plain("")
SPACE: Final = blank(1)
LINE: Final = End(" ", 0, True, NO_GAP, 1)
SOFT: Final = End("", 0, True, NO_GAP, 1)
HARD: Final = End(None, 0, True, NO_GAP, 1)
EMPTY_LINE: Final = End(None, 0, True, NO_GAP, 2)


# -- putting them on lines ----------------------------------------------------------------------


def on_lines(writing: Writing) -> str:
    """Gives the text of a writing, broken so that lines keep within the width where they can."""
    page = _Page()
    left: list[tuple[int, Writing]] = [(0, writing)]
    while left:
        indent, part = left.pop()
        match part:
            case Plain():
                page.write(part.text)
            case Broken():
                page.write(part.text)
            case Blank():
                page.spaces += part.head
            case End():
                page.end(part.lines, indent)
            case Comments():
                page.comment(part.gap, part.keeps, indent)
            case Series():
                left.extend((indent, each) for each in reversed(part.parts))
            case Indented():
                left.append((indent + STEP, part.inner))
            case Whole():
                if page.has_room(part.flat, _tail(left)):
                    page.write(part.flat or "")
                else:
                    left.append((indent, part.inner))
            case Value():
                left.append((page.place(part, indent, _tail(left)), part.inner))
    return page.text()


def _tail(left: Sequence[tuple[int, Writing]]) -> int:
    """Gives how many columns follow before a line may end."""
    total = 0
    for _, part in reversed(left):
        total += part.head
        if part.breaks or total > WIDTH:
            break
    return total


class _Page:
    """The lines that are written; ends of lines and blanks wait until something follows."""

    def __init__(self) -> None:
        self.spaces = 0
        self._written: list[str] = []
        self._column = 0
        self._ends = 0
        self._indent = 0

    def text(self) -> str:
        return "".join(self._written) + "\n"

    def write(self, text: str) -> None:
        if not text:
            return
        if self._ends and self._written:
            self._written.append("\n" * self._ends)
        self._column = self._start()
        self._written.append(" " * (self._column if self._ends else self.spaces) + text)
        self._ends = self.spaces = 0
        last = text.rfind("\n")
        self._column = self._column + len(text) if last < 0 else len(text) - last - 1

    def end(self, lines: int, indent: int) -> None:
        self._ends, self._indent = max(self._ends, lines), indent
        self.spaces = 0

    def comment(self, gap: Gap, keeps: bool, indent: int) -> None:
        for comment in gap.comments:
            if comment.beside:
                self._written.append(f"  {comment.text}")
            else:
                self.end(2 if keeps and comment.apart else 1, indent)
                self.write(comment.text)
            self.end(1, indent)
        if keeps and gap.apart and self._ends:
            self._ends = 2

    def place(self, value: Value, indent: int, tail: int) -> int:
        """Goes to where a value begins, and gives how far its lines are indented."""
        flat = value.inner.flat
        if flat is not None and self.has_room(f" {flat}", tail):
            self.spaces += 1
            return indent
        opens = value.hugs and self._start() + 1 + value.inner.head <= WIDTH
        if opens and not _fits(indent + value.step, flat, tail):
            self.spaces += 1
            return indent
        self.end(1, indent + value.step)
        return indent + value.step

    def has_room(self, flat: str | None, tail: int) -> bool:
        """Says whether a text fits on the line, with what follows it."""
        return _fits(self._start(), flat, tail)

    def _start(self) -> int:
        return self._indent if self._ends else self._column + self.spaces


def _fits(column: int, flat: str | None, tail: int) -> bool:
    if flat is None:
        return False
    first, end, _ = flat.partition("\n")
    return column + len(first) + (0 if end else tail) <= WIDTH
