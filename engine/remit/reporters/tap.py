"""TAP 14: a test point for each rule and manifest, with the findings as YAML below it.

What doesn't apply is skipped. What fails but doesn't block is a `TODO`, which harnesses report
and count as no failure. A check that was refused bails out.
"""

from __future__ import annotations

from collections.abc import Iterator
from json.encoder import encode_basestring

from remit.governance.report import Judged, Report
from remit.reporters.checks import Check, checks, reason, result
from remit.reporters.view import View
from remit.text.inert import inert

_ESCAPES = str.maketrans({"\\": "\\\\", "#": "\\#"})


def render(report: Report, view: View) -> str:
    """Gives the report as TAP; the view changes nothing in it."""
    return "\n".join(["TAP version 14", *_lines(report)]) + "\n"


def _lines(report: Report) -> Iterator[str]:
    if report.refused:
        yield from _refusal(report)
        return
    found = checks(report)
    yield f"1..{len(found)}" if found else "1..0 # SKIP no rule was held against anything"
    for number, check in enumerate(found, 1):
        yield _point(number, check)
        if check.findings:
            yield from _findings(check)


def _refusal(report: Report) -> Iterator[str]:
    errors = [each for each in report.diagnostics if each.severity == "error"]
    yield f"Bail out! nothing was checked: {inert(errors[0].message)}"
    for each in errors:
        place = f"{inert(each.source.name)}:{each.place.line}:{each.place.column}"
        yield f"# {place}: [{each.code}] {inert(each.message)}"


def _point(number: int, check: Check) -> str:
    about = f"{number} - {_escaped(f'{check.rule}: {check.subject}')}"
    match result(check):
        case "passed":
            return f"ok {about}"
        case "skipped":
            return f"ok {about} # SKIP {_escaped(reason(check))}".rstrip()
        case "excused":
            return f"not ok {about} # TODO {_escaped(reason(check))}"
        case "failed" | "undecided":
            return f"not ok {about}"


def _findings(check: Check) -> Iterator[str]:
    yield "  ---"
    yield "  findings:"
    for judged in check.findings:
        dash = "-"
        for name, value in _facts(judged):
            yield f"    {dash} {name}: {encode_basestring(inert(value))}"
            dash = " "
    yield "  ..."


def _facts(judged: Judged) -> Iterator[tuple[str, str]]:
    finding, place = judged.finding, judged.finding.place
    yield "message", finding.message
    yield "at", f"{finding.file}:{place.line}:{place.column}"
    if finding.path:
        yield "path", finding.path
    yield "level", finding.level
    yield "outcome", finding.outcome
    yield "status", judged.status
    if judged.change is not None:
        yield "change", judged.change
    if finding.hint is not None:
        yield "hint", finding.hint
    yield "fingerprint", judged.fingerprint


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)
