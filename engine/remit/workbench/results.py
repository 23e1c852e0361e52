"""Results: what came of rule tests, as text.

A case that failed is shown as a difference, in the notation of test files: what it expected in vain
behind a minus, what was found instead behind a plus, with what explains it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from remit.evaluation.finding import Finding
from remit.reporters.paint import Paint, Style
from remit.reporters.text import reasons
from remit.text.diagnostic import Diagnostic
from remit.text.inert import inert
from remit.text.sentences import counted
from remit.workbench.cases import Expectation
from remit.workbench.matching import Mismatch
from remit.workbench.runner import CaseResult, SuiteResult

_PLAIN = re.compile(r"[A-Za-z][\w ./=()+-]*(?<! )", re.ASCII)
_WORDS = {"true", "false", "null", "True", "False", "Null", "TRUE", "FALSE", "NULL"}


def told(result: SuiteResult, brush: Paint, *, quiet: bool) -> Iterator[str]:
    """Gives the lines on the cases of one file: those that failed, or how many are as expected.
    Cases with the same problem, which is one of the file then, are told with the first of them."""
    failed = [case for case in result.cases if not case.passed]
    alike = Counter(map(_ails, failed))
    for case in failed:
        more = alike.pop(_ails(case), 0) - 1
        if more >= 0:
            yield from failure(case, brush)
            if more:
                yield f"  so it is with {counted(more, 'more case')}"
            yield ""
    if result.cases and not failed and not quiet:
        yield f"{inert(result.file)}: {len(result.cases)} as expected"


def _ails(case: CaseResult) -> object:
    """Gives what tells the problems of a case from those of others, where it has nothing else."""
    if case.missing or case.unexpected or not case.problems:
        return id(case)
    return tuple((each.code, each.message) for each in case.problems)


def failure(result: CaseResult, brush: Paint) -> Iterator[str]:
    """Gives the lines on a case that failed: how what it found differs from what it expected."""
    line, column = result.source.position(result.span.start)
    place = brush("place", f"{inert(result.source.name)}:{line}:{column}")
    yield f"{place}: {brush('blocks', 'failed')}: {inert(result.name)}"
    for problem in result.problems:
        yield from _problem(problem)
    for mismatch in result.missing:
        yield from _mismatch(mismatch, result, brush)
    if result.unexpected:
        yield "  found, and not expected:"
    for finding in result.unexpected:
        yield from _found(finding, None, brush)


def tally(results: Sequence[SuiteResult], brush: Paint) -> str:
    """Gives the closing line."""
    cases = [case for result in results for case in result.cases]
    failed = sum(not case.passed for case in cases)
    outcome = brush("blocks", f"{failed} failed") if failed else brush("good", "all as expected")
    policies = len({result.policy for result in results if result.cases})
    tested = counted(policies, "policy", "policies")
    return f"{counted(len(cases), 'case')} of {tested}: {outcome}"


def scalar(text: str) -> str:
    """Gives a text as it can stand in a map of a test file: plain where that is safe."""
    if _PLAIN.fullmatch(text) and text not in _WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)


def expectation(
    finding: Finding, expected: Expectation | None = None, status: str | None = None
) -> str:
    """Gives the expectation that a finding of some status meets, of as many parts as another one
    has."""
    parts = {"rule": finding.rule.partition("/")[2]}
    if finding.rule.startswith("manifest/") or (expected and "/" in expected.rule):
        parts["rule"] = finding.rule
    if finding.outcome != "violated" or (expected and expected.outcome != finding.outcome):
        parts["outcome"] = finding.outcome
    if expected is None or expected.at is not None:
        parts["at"] = finding.path
    parts["message"] = finding.message
    if expected and expected.hint is not None:
        parts["hint"] = finding.hint or ""
    if expected and expected.status is not None and status is not None:
        parts["status"] = status
    return _flow(parts)


def _mismatch(mismatch: Mismatch, result: CaseResult, brush: Paint) -> Iterator[str]:
    line, _ = result.source.position(mismatch.span.start)
    if mismatch.instead is None:
        yield f"  expected in line {line}, and not found:"
        yield brush("blocks", f"  - {_expected(mismatch.expectation)}")
        return
    yield f"  expected in line {line}, and found otherwise:"
    yield brush("blocks", f"  - {_expected(mismatch.expectation)}")
    yield from _found(mismatch.instead, mismatch.expectation, brush, mismatch.status)


def _expected(expected: Expectation) -> str:
    parts = {"rule": expected.rule}
    if "outcome" in expected.model_fields_set:
        parts["outcome"] = expected.outcome
    for name in ("at", "message", "hint", "status"):
        value = getattr(expected, name)
        if value is not None:
            parts[name] = value
    return _flow(parts)


def _found(
    finding: Finding,
    expected: Expectation | None,
    brush: Paint,
    status: str | None = None,
) -> Iterator[str]:
    style: Style = "good" if expected is not None else "blocks"
    yield brush(style, f"  + {expectation(finding, expected, status)}")
    yield from (f"    {line}" for line in reasons(finding, brush))


def _problem(problem: Diagnostic) -> Iterator[str]:
    place = problem.place
    where = f"{problem.source.name}:{place.line}:{place.column}"
    yield f"  {inert(where)}: [{problem.code}] {inert(problem.message)}"
    if problem.help:
        yield f"    {inert(problem.help)}"


def _flow(parts: dict[str, str]) -> str:
    return "{" + ", ".join(f"{key}: {inert(scalar(value))}" for key, value in parts.items()) + "}"
