"""Every format of the canonical report against its golden file; `make golden` rewrites them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.reports.canonical import CLEAN, REFUSED, REPORT

from remit.governance.report import Report
from remit.reporters import json_report, text
from remit.reporters.mistakes import mistakes
from remit.reporters.view import View

GOLDEN = Path(__file__).parent / "golden"
CASES: dict[str, Callable[[], str]] = {
    "plain.txt": lambda: text.render(REPORT, View()),
    "coloured.txt": lambda: text.render(REPORT, View(color=True)),
    "quiet.txt": lambda: text.render(REPORT, View(quiet=True)),
    "all.txt": lambda: text.render(REPORT, View(show="all")),
    "passed.txt": lambda: text.render(REPORT, View(show="passed")),
    "explained.txt": lambda: text.render(REPORT, View(explain=True)),
    "clean.txt": lambda: text.render(CLEAN, View()),
    "refused.txt": lambda: mistakes(REFUSED.diagnostics),
    "report.json": lambda: json_report.render(REPORT, View()),
    "refused.json": lambda: json_report.render(REFUSED, View()),
}


@pytest.mark.parametrize("name", CASES)
def test_golden(name: str) -> None:
    found = CASES[name]()
    file = GOLDEN / name
    if os.environ.get("REMIT_GOLDEN") == "rewrite":
        file.parent.mkdir(exist_ok=True)
        file.write_text(found, encoding="utf-8", newline="\n")
    assert found == file.read_text(encoding="utf-8"), "run `make golden` and read the difference"


def test_no_golden_file_is_left_over() -> None:
    assert {file.name for file in GOLDEN.iterdir()} == set(CASES)


@pytest.mark.parametrize("report", [REPORT, CLEAN, REFUSED])
def test_rendering_twice_gives_the_same_bytes(report: Report) -> None:
    for render in (text.render, json_report.render):
        assert render(report, View()) == render(report, View())
