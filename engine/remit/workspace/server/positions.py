"""Positions of the protocol, lines and UTF-16 units from 0, and offsets in code points: the one
place where they are turned into each other."""

from __future__ import annotations

from lsprotocol import types

from remit.text.source import Place, Source, Span


def range_of(source: Source, span: Span) -> types.Range:
    """Gives the range of a span; what lies beyond the text is its end."""
    return types.Range(position_of(source, span.start), position_of(source, span.end))


def range_at(source: Source, place: Place) -> types.Range:
    """Gives the range of a place."""
    starts = source.line_starts()
    first = starts[min(place.line, len(starts)) - 1] + place.column - 1
    last = starts[min(place.end_line, len(starts)) - 1] + place.end_column - 1
    return range_of(source, Span(first, last))


def position_of(source: Source, offset: int) -> types.Position:
    """Gives the position of an offset."""
    line, column = source.position(min(offset, len(source.text)))
    start = source.line_starts()[line - 1]
    return types.Position(line - 1, units(source.text[start : start + column - 1]))


def offset_of(source: Source, position: types.Position) -> int:
    """Gives the offset of a position; one beyond its line is the line's end, one within a pair of
    units is the character's start."""
    starts = source.line_starts()
    if position.line >= len(starts):
        return len(source.text)
    start = starts[position.line]
    line = source.line(position.line + 1)
    if line.isascii():
        return start + min(position.character, len(line))
    left, offset = position.character, start
    for character in line:
        left -= units(character)
        if left < 0:
            break
        offset += 1
    return offset


def span_of(source: Source, range: types.Range) -> Span:
    """Gives the span of a range; one that is turned round is empty."""
    start = offset_of(source, range.start)
    return Span(start, max(start, offset_of(source, range.end)))


def units(text: str) -> int:
    """Gives how many UTF-16 units a text has."""
    if text.isascii():
        return len(text)
    return len(text) + sum(character > "\uffff" for character in text)
