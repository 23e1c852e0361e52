"""JUnit XML: a suite for each policy, a test for each rule and manifest, as CI systems show tests.

The dialect is the one that Jenkins' own schema describes: what blocks is a failure, what blocks
because it can't be decided an error, and what doesn't apply or is excused is skipped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from remit.governance.report import Report
from remit.reporters.checks import Check, Result, checks, reason, result
from remit.reporters.paint import plain
from remit.reporters.text import block
from remit.reporters.view import View
from remit.reporters.xml_text import character_data, element
from remit.text.diagnostic import Diagnostic
from remit.text.inert import inert

_TAGS: dict[Result, str] = {
    "failed": "failure",
    "undecided": "error",
    "excused": "skipped",
    "skipped": "skipped",
}


def render(report: Report, view: View) -> str:
    """Gives the report as JUnit XML; the view changes nothing in it."""
    if report.refused:
        suites, counts = _refusal(report.diagnostics)
    else:
        found = [
            _suite(policy, list(group))
            for policy, group in groupby(checks(report), key=lambda check: check.policy)
        ]
        suites = [suite for suite, _ in found]
        counts = sum((count for _, count in found), Counter[str]())
    total = {key: str(counts[key]) for key in ("tests", "failures", "errors")}
    inside = "".join(f"\n{suite}" for suite in suites) + "\n"
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append(element("testsuites", {"name": "remit", **total}, inside))
    return "\n".join(lines) + "\n"


def _suite(policy: str, found: Sequence[Check]) -> tuple[str, Counter[str]]:
    results = Counter(_TAGS.get(result(check), "passed") for check in found)
    counts = Counter(
        tests=len(found),
        failures=results["failure"],
        errors=results["error"],
        skipped=results["skipped"],
    )
    return _suite_of(policy, counts, [_case(check) for check in found]), counts


def _suite_of(name: str, counts: Counter[str], cases: Sequence[str]) -> str:
    keys = ("tests", "failures", "errors", "skipped")
    attributes = {"name": name, **{key: str(counts[key]) for key in keys}}
    return element("testsuite", attributes, "".join(f"\n{case}" for case in cases) + "\n")


def _case(check: Check) -> str:
    attributes = {"name": check.subject, "classname": check.rule.replace("/", ".")}
    outcome = result(check)
    if outcome == "passed":
        return element("testcase", attributes)
    details = character_data(
        "\n\n".join("\n".join(block(j, plain, first=True)) for j in check.findings)
    )
    said = {"message": reason(check)}
    if outcome == "skipped":
        inside = element("skipped", said)
    elif outcome == "excused":
        inside = f"{element('skipped', said)}\n{element('system-out', {}, details)}"
    else:
        said["type"] = check.findings[0].finding.level
        inside = element(_TAGS[outcome], said, details)
    return element("testcase", attributes, f"\n{inside}\n")


def _refusal(said: Sequence[Diagnostic]) -> tuple[list[str], Counter[str]]:
    """Gives a suite of errors, since what was not checked must not look passed."""
    errors = [diagnostic for diagnostic in said if diagnostic.severity == "error"]
    counts = Counter(tests=len(errors), errors=len(errors))
    return [_suite_of("remit", counts, [_mistake(each) for each in errors])], counts


def _mistake(diagnostic: Diagnostic) -> str:
    place = f"{inert(diagnostic.source.name)}:{diagnostic.place.line}:{diagnostic.place.column}"
    message = inert(diagnostic.message)
    help = f"\nhelp: {inert(diagnostic.help)}" if diagnostic.help else ""
    said = {"message": f"nothing was checked: {message}", "type": diagnostic.code}
    error = element("error", said, character_data(f"{place}: {message}{help}"))
    return element("testcase", {"name": place, "classname": "remit.refused"}, f"\n{error}\n")
