"""What strangers wrote can't act in any format: on a terminal, in a job's log, or in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from tests.reports.hostile import HOSTILE, TAME, hostile, refused
from tests.reports.test_printing import is_inert

from remit.governance.report import Report
from remit.reporters import github, gitlab, json_report, junit, markdown, sarif, tap, text
from remit.reporters.html import page
from remit.reporters.view import View

FORMATS: dict[str, Callable[[Report, View], str]] = {
    "text": text.render,
    "json": json_report.render,
    "sarif": sarif.render,
    "junit": junit.render,
    "github": github.render,
    "gitlab": gitlab.render,
    "markdown": markdown.render,
    "html": page.render,
    "tap": tap.render,
}
REPORTS = {"found": hostile, "refused": refused}

formats = pytest.mark.parametrize("format", FORMATS)
reports = pytest.mark.parametrize("report", REPORTS)


def rendered(format: str, report: str, words: str) -> str:
    return FORMATS[format](REPORTS[report](words), View(show="all", explain=True))


@formats
@reports
def test_nothing_acts_on_a_terminal_or_in_the_log_of_a_job(format: str, report: str) -> None:
    ours = rendered(format, report, TAME).count("\n::") + 1 if format == "github" else 0
    for name, words in HOSTILE.items():
        found = rendered(format, report, words)
        assert is_inert(found), name
        commands = [line for line in found.splitlines() if line.lstrip().startswith("::")]
        assert len(commands) == ours, name
        assert not re.search(r"##\w*\[", found), name
