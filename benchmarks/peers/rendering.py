"""The measures as a table of plain text or Markdown, and as JSON."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from benchmarks.peers.measures import Measure
from benchmarks.peers.table import Row

TITLES: dict[Row, str] = {
    "evaluation": "Evaluation of the eight rules on one parsed manifest, in process, one core",
    "files": "{count} manifests from files to verdicts, all cores",
    "again": "The same once more, with some manifests changed",
    "one": "One manifest, a process of its own, one core",
    "memory": "Memory for {count} manifests, a process",
    "join": "A portfolio rule that joins",
}

HEAD = ("who", "median", "best", "processor", "ratio", "right", "remark")


def plain(measures: Sequence[Measure], about: dict[str, Any]) -> str:
    """Gives a table for each row, in columns."""
    lines = [_told(about)]
    for title, rows in _tables(measures, about):
        widths = [max(map(len, column)) for column in zip(HEAD, *rows, strict=True)]
        lines += ["", title]
        lines += [_aligned(row, widths) for row in (HEAD, *rows)]
    return "\n".join(lines)


def markdown(measures: Sequence[Measure], about: dict[str, Any]) -> str:
    """Gives a table for each row, in Markdown."""
    lines = [_told(about)]
    for title, rows in _tables(measures, about):
        lines += ["", f"**{title}**", ""]
        lines += [f"| {' | '.join(HEAD)} |", "|---|--:|--:|--:|--:|---|---|"]
        lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines)


def as_json(measures: Sequence[Measure], about: dict[str, Any]) -> str:
    """Gives everything that was taken, to keep."""
    taken = [
        {
            "row": each.row,
            "who": each.who,
            "title": each.title,
            "unit": each.unit,
            "remark": each.remark,
            "median": each.median,
            "best": each.best,
            "values": each.values,
            "processor": each.processor,
            "wrong": sorted(each.wrong),
            "failed": each.failed,
        }
        for each in measures
    ]
    return json.dumps({**about, "measures": taken}, indent=1)


def about(manifests: int, runs: int, cores: Sequence[int]) -> dict[str, Any]:
    """Gives what the figures depend on besides the code."""
    return {
        "manifests": manifests,
        "runs": runs,
        "cores": len(cores),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": f"{platform.system()} {platform.machine()}",
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


RENDERERS = {"plain": plain, "markdown": markdown, "json": as_json}
"""Every format, by the name that it is asked for."""


def _told(about: dict[str, Any]) -> str:
    return (
        f"{about['manifests']:,} manifests, {about['runs']} runs in turn, {about['python']} on "
        f"{about['system']} with {about['cores']} cores, load {about['load']} at the start; "
        "ratios are to the first of each table, by medians"
    )


def _tables(
    measures: Sequence[Measure], about: dict[str, Any]
) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    for row, title in TITLES.items():
        own = [each for each in measures if each.row == row]
        if own:
            first = own[0].median
            yield title.format(count=f"{about['manifests']:,}"), [_cells(m, first) for m in own]


def _cells(measure: Measure, first: float | None) -> tuple[str, ...]:
    if measure.failed is not None:
        return (measure.title, "-", "-", "-", "-", "-", f"left out: {measure.failed}")
    if measure.median is None or measure.best is None:
        return (measure.title, "-", "-", "-", "-", "-", "left out: nothing was taken")
    ratio = f"{measure.median / first:.2f}" if first else "-"
    right = "yes" if measure.judged else "-"
    if measure.wrong:
        right = f"WRONG on {len(measure.wrong)}"
    median, best = _figure(measure.median), _figure(measure.best)
    worked = _figure(measure.worked) if measure.worked is not None else "-"
    return (measure.title, f"{median} {measure.unit}", best, worked, ratio, right, measure.remark)


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *figures, right, remark = row
    cells = [first.ljust(widths[0])]
    cells += [cell.rjust(width) for cell, width in zip(figures, widths[1:], strict=False)]
    return "  ".join([*cells, right.ljust(widths[5]), remark]).rstrip()
