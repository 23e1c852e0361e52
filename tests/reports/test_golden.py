"""Every format of the canonical report against its golden file; `make golden` rewrites them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.reports.canonical import CLEAN, REFUSED, REPORT
from tests.reports.review import REVIEW

from remit.governance.report import Report
from remit.reporters import (
    github,
    gitlab,
    json_report,
    junit,
    markdown,
    sarif,
    tap,
    text,
)
from remit.reporters.html import page
from remit.reporters.mistakes import mistakes
from remit.reporters.view import View


def without_assets(text: str) -> str:
    """Gives a page without its style and script, which stand in files of their own."""
    text = re.sub(r"<(style|script)>.*?</\1>", r"<\1></\1>", text, flags=re.DOTALL)
    return re.sub("sha256-[^&]+", "sha256-", text)


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
    "review.txt": lambda: text.render(REVIEW, View(show="all")),
    "report.json": lambda: json_report.render(REPORT, View()),
    "refused.json": lambda: json_report.render(REFUSED, View()),
    "review.json": lambda: json_report.render(REVIEW, View()),
    "review.sarif": lambda: sarif.render(REVIEW, View()),
    "refused.sarif": lambda: sarif.render(REFUSED, View()),
    "review.junit.xml": lambda: junit.render(REVIEW, View()),
    "refused.junit.xml": lambda: junit.render(REFUSED, View()),
    "review.github.txt": lambda: github.render(REVIEW, View()),
    "refused.github.txt": lambda: github.render(REFUSED, View()),
    "review.gitlab.json": lambda: gitlab.render(REVIEW, View()),
    "refused.gitlab.json": lambda: gitlab.render(REFUSED, View()),
    "clean.md": lambda: markdown.render(CLEAN, View()),
    "review.md": lambda: markdown.render(REVIEW, View()),
    "refused.md": lambda: markdown.render(REFUSED, View()),
    "clean.html": lambda: without_assets(page.render(CLEAN, View())),
    "review.html": lambda: without_assets(page.render(REVIEW, View())),
    "refused.html": lambda: without_assets(page.render(REFUSED, View())),
    "review.tap": lambda: tap.render(REVIEW, View()),
    "refused.tap": lambda: tap.render(REFUSED, View()),
}
RENDERERS = (
    text.render,
    json_report.render,
    sarif.render,
    junit.render,
    github.render,
    gitlab.render,
    markdown.render,
    page.render,
    tap.render,
)


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


@pytest.mark.parametrize("report", [REPORT, CLEAN, REFUSED, REVIEW])
def test_rendering_twice_gives_the_same_bytes(report: Report) -> None:
    for render in RENDERERS:
        assert render(report, View()) == render(report, View())
