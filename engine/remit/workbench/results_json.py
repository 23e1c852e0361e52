"""JSON of rule tests: every case with what it expected in vain and what it found, for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import remit
from remit.evaluation.finding import Finding
from remit.reporters.json_report import explained, mistake
from remit.reporters.json_text import Json
from remit.text.diagnostic import Diagnostic
from remit.workbench.matching import Mismatch
from remit.workbench.runner import CaseResult, SuiteResult

VERSION = 1
"""Counts up where the form of these results changes."""


def data(
    results: Sequence[SuiteResult],
    lacking: Sequence[tuple[str, str]],
    said: Sequence[Diagnostic],
) -> dict[str, Json]:
    """Gives the results as JSON holds them."""
    cases = [case for result in results for case in result.cases]
    failed = sum(not case.passed for case in cases)
    return {
        "remit": {"version": remit.__version__, "tests": VERSION},
        "summary": {
            "files": sum(bool(result.cases) for result in results),
            "cases": len(cases),
            "failed": failed,
            "untested": len({rule for rule, _ in lacking}),
        },
        "files": [
            {"file": result.file, "cases": [_case(case) for case in result.cases]}
            for result in results
        ],
        "untested": [{"rule": rule, "lacks": what} for rule, what in lacking],
        "diagnostics": [mistake(each) for each in said],
    }


def _case(case: CaseResult) -> Mapping[str, Json]:
    line, column = case.source.position(case.span.start)
    place: dict[str, Json] = {"name": case.name, "line": line, "column": column}
    if case.passed:
        return {**place, "outcome": "passed"}
    return {
        **place,
        "outcome": "failed",
        "problems": [mistake(problem) for problem in case.problems],
        "missing": [_mismatch(mismatch, case) for mismatch in case.missing],
        "unexpected": [_finding(finding) for finding in case.unexpected],
    }


def _mismatch(mismatch: Mismatch, case: CaseResult) -> Json:
    expected = mismatch.expectation
    return {
        "line": case.source.position(mismatch.span.start)[0],
        "rule": expected.rule,
        "outcome": expected.outcome,
        "at": expected.at,
        "message": expected.message,
        "hint": expected.hint,
        "status": expected.status,
        "instead": _finding(mismatch.instead) if mismatch.instead is not None else None,
    }


def _finding(finding: Finding) -> Json:
    return {
        "rule": finding.rule,
        "outcome": finding.outcome,
        "at": finding.path,
        "message": finding.message,
        "hint": finding.hint,
        "because": [explained(because) for because in finding.because],
    }
