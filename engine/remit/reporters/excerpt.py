"""Excerpts: the lines of a source that a finding is about, the blamed part underlined.

A line of YAML means little without the keys that it stands under. So an excerpt of a manifest shows
those too: going up, each line that is indented less than all below it. Long lines are clipped
around the blamed part, and characters that are wide, invisible or act on a terminal are kept from
shifting the underline.
"""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from remit.governance.inputs import COMMAND_LINE
from remit.reporters.paint import Paint, Style
from remit.text.inert import SIGN, columns, escape, visible, width
from remit.text.source import RULE_ENDING, Place, Source

_WIDEST = 96
_LEAD = 24
_TRAIL_ABOVE = 3
_SPACE = frozenset(" \t")


class Line(Struct, frozen=True):
    """A line as it is printed, cut before and after the part that is to blame."""

    number: int
    before: str
    blamed: str = ""
    after: str = ""


def excerpt(source: Source, place: Place, paint: Paint, *, style: Style = "blocks") -> list[str]:
    """Gives the lines to print, with a gutter of line numbers."""
    found = lines(source, place)
    blamed = found[-1]
    gutter = len(str(blamed.number))
    printed = [
        _numbered(line.number, gutter, (line.before + line.blamed + line.after).rstrip(), paint)
        for line in found
    ]
    mark = paint(style, "^" * max(1, width(blamed.blamed)))
    return [*printed, f"{' ' * gutter} {paint('gutter', '|')} {' ' * width(blamed.before)}{mark}"]


def lines(source: Source, place: Place) -> list[Line]:
    """Gives the lines themselves, the one that is to blame last; all of it is inert."""
    alone = source.name == COMMAND_LINE or source.name.endswith(RULE_ENDING)
    above = [] if alone else _above(source, place.line)
    shown = [Line(number, _shown(source.line(number))) for number in above]
    return [*shown, Line(place.line, *_cut(source.line(place.line), place))]


def _numbered(number: int, gutter: int, text: str, paint: Paint) -> str:
    return paint("gutter", f"{number:>{gutter}} |") + (f" {text}" if text else "")


def _above(source: Source, line: int) -> list[int]:
    """Gives the numbers of the lines that a line of YAML stands under, outermost first."""
    found: list[int] = []
    known = _known(source)
    inner = _depth(source.line(line))
    for number in range(line - 1, 0, -1):
        text = source.line(number)
        if text.startswith(("---", "...")):
            break
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        depth = _depth(text)
        if depth < inner:
            found.append(number)
            inner = depth
        if inner == 0:
            break
        if depth == inner and number in known:
            found += known[number]
            break
    known |= {each: found[at:] for at, each in enumerate([line, *found])}
    return found[:_TRAIL_ABOVE][::-1] if len(found) <= _TRAIL_ABOVE else _ends(found)


@lru_cache(maxsize=1)
def _known(source: Source) -> dict[int, list[int]]:
    """Gives the lines above those of a source that were asked for, nearest first: what stands in a
    long list stands under the same lines."""
    return {}


def _ends(found: list[int]) -> list[int]:
    """Keeps, of many lines above, the outermost and the nearest."""
    return [found[-1], *found[: _TRAIL_ABOVE - 1][::-1]]


def _depth(text: str) -> int:
    """Gives how deep a line stands; a list's dash counts as half a step below its column."""
    bare = text.lstrip(" ")
    indent = 2 * (len(text) - len(bare))
    return indent + 1 if bare == "-" or bare.startswith("- ") else indent


def _cut(text: str, place: Place) -> tuple[str, str, str]:
    """Gives a line as printed: what stands before the blamed part, that part, and the rest."""
    start = min(place.column - 1, len(text))
    end = len(text) if place.end_line > place.line else min(place.end_column - 1, len(text))
    while end > start + 1 and text[end - 1] in _SPACE:
        end -= 1
    if len(text) <= _WIDEST and _is_plain(text):
        return text[:start], text[start:end], text[max(start, end) :]
    cells = _cells(text)
    first, last = _window(cells, start, end)
    before = ("..." if first else "") + "".join(cells[first:start])
    blamed = "".join(cells[start : min(end, last)])
    after = "".join(cells[max(start, end) : last]) + ("..." if last < len(cells) else "")
    return before, blamed, after


def _window(cells: list[str], start: int, end: int) -> tuple[int, int]:
    """Gives which characters of a line are shown, so that the blamed ones are among them."""
    if _width(cells) <= _WIDEST:
        return 0, len(cells)
    first = 0 if _width(cells[:end]) <= _WIDEST else max(0, start - _LEAD)
    last, room = first, _WIDEST
    while last < len(cells) and width(cells[last]) <= room:
        room -= width(cells[last])
        last += 1
    return first, last


def _shown(text: str) -> str:
    if len(text) <= _WIDEST and _is_plain(text):
        return text.rstrip()
    cells = _cells(text[: _WIDEST + 1])
    shown = "".join(cells[:_WIDEST])
    return (shown + "..." if len(cells) > _WIDEST else shown).rstrip()


def _is_plain(text: str) -> bool:
    """Says whether a line is printed as it is, each character in one column."""
    return text.isascii() and text.isprintable() and "##" not in text and "::" not in text


def _cells(text: str) -> list[str]:
    cells = [_cell(character) for character in text]
    for sign in re.finditer(SIGN, text):
        cells[sign.end() - 1] = escape(sign[0][-1])
    return cells


def _cell(character: str) -> str:
    return "  " if character == "\t" else visible(character)


def _width(cells: list[str]) -> int:
    return sum(columns(cell) if len(cell) == 1 else len(cell) for cell in cells)
