"""JUnit XML of rule tests: a suite for each file, a test for each case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from remit.reporters.paint import plain
from remit.reporters.xml_text import character_data, element
from remit.text.diagnostic import Diagnostic
from remit.text.inert import inert
from remit.text.sentences import counted
from remit.text.source import TEST_ENDING
from remit.workbench.results import failure
from remit.workbench.runner import CaseResult, SuiteResult


def render(
    results: Sequence[SuiteResult],
    lacking: Sequence[tuple[str, str]],
    said: Sequence[Diagnostic],
) -> str:
    """Gives the results as JUnit XML; what could not be run, and a rule that lacks a case, are
    errors of their own."""
    suites = [
        (_suite(result.file, [_case(result, case) for case in result.cases]), result.cases)
        for result in results
    ]
    errors = [_error(rule, what, "untested") for rule, what in lacking]
    errors += [_error(each.source.name, each.message, each.code) for each in said]
    failed = sum(not case.passed for _, cases in suites for case in cases)
    total = sum(len(cases) for _, cases in suites) + len(errors)
    inside = [suite for suite, _ in suites]
    if errors:
        inside.append(_suite("remit test", [(error, "error") for error in errors]))
    counts = {"tests": str(total), "failures": str(failed), "errors": str(len(errors))}
    body = "".join(f"\n{suite}" for suite in inside) + "\n"
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return head + element("testsuites", {"name": "remit test", **counts}, body) + "\n"


def _suite(name: str, cases: Sequence[tuple[str, str]]) -> str:
    counts = {
        "tests": len(cases),
        "failures": sum(outcome == "failure" for _, outcome in cases),
        "errors": sum(outcome == "error" for _, outcome in cases),
        "skipped": 0,
    }
    attributes = {"name": inert(name), **{key: str(count) for key, count in counts.items()}}
    return element("testsuite", attributes, "".join(f"\n{case}" for case, _ in cases) + "\n")


def _case(result: SuiteResult, case: CaseResult) -> tuple[str, str]:
    name = result.file.rpartition("/")[2].removesuffix(TEST_ENDING)
    attributes = {"name": inert(case.name), "classname": inert(name)}
    if case.passed:
        return element("testcase", attributes), "passed"
    details = character_data("\n".join(failure(case, plain)))
    why = element("failure", {"message": _summary(case), "type": "case"}, details)
    return element("testcase", attributes, f"\n{why}\n"), "failure"


def _summary(case: CaseResult) -> str:
    counts: Iterable[tuple[int, str]] = (
        (len(case.problems), "of the case itself"),
        (len(case.missing), "not as expected"),
        (len(case.unexpected), "not expected"),
    )
    return ", ".join(f"{counted(count, 'finding')} {what}" for count, what in counts if count)


def _error(name: str, what: str, kind: str) -> str:
    attributes = {"name": inert(name), "classname": kind}
    why = element("error", {"message": inert(what), "type": kind})
    return element("testcase", attributes, f"\n{why}\n")
