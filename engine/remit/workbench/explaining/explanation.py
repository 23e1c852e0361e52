"""An explanation: a head and sections of lines, tables and code, and its text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from msgspec import Struct

from remit.text.inert import inert, width
from remit.workbench.english.clauses import Line
from remit.workbench.english.tables import Grid

WIDTH = 96


class Code(Struct, frozen=True):
    """Lines as they stand in a file."""

    text: str


Part = Line | Grid | Code
Section = tuple[str, tuple[Part, ...]]


class Explanation(Struct, frozen=True):
    """What something means: a head, a sentence on it, and sections with titles."""

    head: str
    title: str
    sections: tuple[Section, ...]


def filled_sections(sections: Iterable[Section]) -> tuple[Section, ...]:
    """Gives the sections that hold anything."""
    return tuple((name, parts) for name, parts in sections if parts)


def lines(texts: Iterable[str]) -> tuple[Line, ...]:
    """Gives texts as lines of a section."""
    return tuple(Line(0, text) for text in texts)


def render(explanation: Explanation) -> str:
    """Gives an explanation as text for a terminal or a pipe."""
    title = textwrap.wrap(
        inert(explanation.title), WIDTH, initial_indent="  ", subsequent_indent="  "
    )
    found = [inert(explanation.head), *title]
    for name, parts in explanation.sections:
        found += ["", f"{name}:"]
        for part in parts:
            found += _told(part)
    return "\n".join(found) + "\n"


def _told(part: Part) -> list[str]:
    match part:
        case Line():
            return _wrapped(part)
        case Grid():
            return _aligned(part)
        case Code(text):
            return [f"  {inert(line)}".rstrip() for line in text.splitlines()]


def _wrapped(line: Line) -> list[str]:
    text = f"- {line.text}" if line.role in ("demand", "part") else line.text
    indent = "  " * (line.depth + 1)
    hanging = indent + ("  " if text.startswith("- ") else "    ")
    return textwrap.wrap(
        inert(text), WIDTH, initial_indent=indent, subsequent_indent=hanging,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _aligned(grid: Grid) -> list[str]:
    """Gives a table with its columns aligned, what it gives behind a line."""
    rows = [[inert(cell) for cell in row] for row in (grid.titles, *grid.rows)]
    wide = [max(map(width, column)) for column in zip(*rows, strict=True)]
    padded = [
        [cell + " " * (size - width(cell)) for cell, size in zip(row, wide, strict=True)]
        for row in rows
    ]
    padded.insert(1, ["-" * size for size in wide])
    inputs = grid.inputs
    return [
        f"    {'  '.join(row[:inputs])}  | {'  '.join(row[inputs:])}".rstrip() for row in padded
    ]
