"""How a decision table is laid out: a row on a line, its cells and values in columns.

Where the widest row has no room so, and where a comment stands inside of a row, rows are broken
like anything else instead: before `|` and `->`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from remit.syntax.layout_expressions import bracketed, joined
from remit.syntax.lines import (
    HARD,
    LINE,
    SPACE,
    STEP,
    WIDTH,
    Writing,
    blank,
    indented,
    plain,
    series,
    spaced,
    whole,
)
from remit.syntax.pieces import Layout, Piece, Pieces
from remit.text.inert import width


def _decision(parts: Pieces) -> Writing:
    word, name, opening, inputs, closing, *others = parts
    rows = [part for part in others if part.kind == "row"]
    found: list[Writing] = []
    for part in others:
        if part.kind != "row":
            found += [HARD if part.kind == "TEXT" else SPACE, part.writing]
    for row in _rows(rows):
        found += [HARD, spaced(row)]
    start = joined([word, name])
    return series(start, bracketed([opening, *inputs.parts, closing]), indented(*found))


def _rows(rows: Pieces) -> list[Writing]:
    """Gives the rows in columns, where all that can stand in columns have room."""
    cells = [_cells(row) for row in rows if _is_plain(row)]
    widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
    aligned = [_aligned(row, widths) if _is_plain(row) else None for row in rows]
    if any(row and (row.flat is None or STEP + len(row.flat) > WIDTH) for row in aligned):
        return [row.writing for row in rows]
    return [one or row.writing for one, row in zip(aligned, rows, strict=True)]


def _is_plain(row: Piece) -> bool:
    return row.writing.flat is not None and "\n" not in row.writing.flat


def _cells(row: Piece) -> list[str]:
    """Gives the cells and values of a row, each as it looks on one line."""
    return [part.text for part in (*row.parts[1:-1:2], *_values(row))]


def _values(row: Piece) -> list[Piece]:
    return [part for part in row.parts[-1].parts if part.kind != "_COMMA"]


def _aligned(row: Piece, widths: Sequence[int]) -> Writing:
    *parts, arrow, _ = row.parts
    found: list[Writing] = []
    for sign, cell, column in zip(parts[::2], parts[1::2], widths, strict=False):
        found += [sign.writing, SPACE, cell.writing, blank(column - width(cell.text) + 1)]
    found += [arrow.writing, SPACE]
    first, *others = _values(row)
    found.append(first.writing)
    before = first
    for each, column in zip(others, widths[len(parts) // 2 :], strict=False):
        found += [plain(","), blank(column - width(before.text) + 1), each.writing]
        before = each
    return series(*found)


def _row(parts: Pieces) -> Writing:
    bar, cell, *others = parts
    found: list[Writing] = []
    for sign, each in zip(others[::2], others[1::2], strict=True):
        found += [LINE, joined([sign, each])]
    return whole(joined([bar, cell]), indented(*found))


def _listed(parts: Pieces) -> Writing:
    """Gives what commas part; they may be broken behind them."""
    first, *others = [part.writing for part in parts if part.kind != "_COMMA"]
    rest = [each for other in others for each in (plain(","), LINE, other)]
    return whole(first, indented(*rest))


def _interval(parts: Pieces) -> Writing:
    opening, *inner, closing = parts
    return series(opening.writing, joined(inner), closing.writing)


DECISIONS: Final[dict[str, Layout]] = {
    "decision": _decision,
    "columns": _listed,
    "taking": joined,
    "row": _row,
    "results": _listed,
    "cell": _listed,
    "any_value": joined,
    "same_value": joined,
    "related_value": joined,
    "present_value": joined,
    "absent_value": joined,
    "empty_value": joined,
    "not_empty_value": joined,
    "from_to": _interval,
    "from_below": _interval,
    "above_to": _interval,
    "above_below": _interval,
}
"""How each kind of branch of a decision table is laid out."""
