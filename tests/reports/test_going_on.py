"""What a report on a terminal says last: how to go on with what blocks."""

from __future__ import annotations

from msgspec.structs import replace
from tests.reports.canonical import CLEAN, REPORT

from remit.reporters import text
from remit.reporters.view import View

TERMINAL = View(terminal=True)


def test_a_terminal_tells_how_to_go_on_with_what_blocks() -> None:
    blocking = [judged for judged in REPORT.findings if judged.blocking]
    lifted = [judged for judged in blocking if judged.finding.level == "mandatory"]
    last = text.render(REPORT, TERMINAL).splitlines()[-1]
    rule, mark = blocking[0].finding.rule, lifted[0].fingerprint[:8]
    assert last == f"to go on: `remit explain {rule}` or `remit waive {mark}`"


def test_what_no_waiver_lifts_is_only_explained() -> None:
    found = tuple(
        replace(judged, finding=replace(judged.finding, level="absolute"))
        for judged in REPORT.findings
        if judged.blocking
    )
    last = text.render(replace(REPORT, findings=found), TERMINAL).splitlines()[-1]
    assert last == f"to go on: `remit explain {found[0].finding.rule}`"


def test_nothing_is_said_where_nothing_blocks_or_nobody_sits() -> None:
    assert text.render(CLEAN, TERMINAL) == text.render(CLEAN, View())
    assert "to go on" not in text.render(REPORT, View())
    assert "to go on" not in text.render(REPORT, View(terminal=True, quiet=True))
