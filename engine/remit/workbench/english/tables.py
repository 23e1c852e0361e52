"""Tables: decision tables and the schedules of params as rows of cells, as they are written."""

from __future__ import annotations

from msgspec import Struct

from remit.syntax import tree
from remit.workbench.english.speaking import Speaker
from remit.workbench.english.words import spaced

ANY = "any"


class Grid(Struct, frozen=True):
    """A table: its titles, and rows of as many cells; so many columns are what it is read by."""

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    inputs: int


def decision(speaker: Speaker, table: tree.Decision) -> Grid:
    """Gives a decision table: a column for each input and each output."""
    rows = tuple(
        (
            *(speaker.written(test) if test is not None else ANY for test in row.conditions),
            *(speaker.written(value) for value in row.values),
        )
        for row in table.rows
    )
    titles = tuple(spaced(word.text) for word in (*table.inputs, *table.outputs))
    return Grid(titles, rows, len(table.inputs))


def rule_of(table: tree.Decision) -> str:
    """Gives how a decision table is read."""
    if table.take_first:
        return "the first row that fits decides"
    return "exactly one row has to fit"
