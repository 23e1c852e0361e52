"""Results: what came of rule tests, as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from remit.evaluation.finding import Finding
from remit.text.inert import inert
from remit.text.sentences import counted
from remit.workbench.cases import Expectation
from remit.workbench.runner import CaseResult


def failures(result: CaseResult) -> Iterator[str]:
    """Gives the lines on a case that failed: what it expected in vain, and what else was found."""
    line, column = result.source.position(result.span.start)
    yield f"{result.source.name}:{line}:{column}: failed: {inert(result.name)}"
    for problem in result.problems:
        place = problem.place
        where = f"{problem.source.name}:{place.line}:{place.column}"
        yield f"  {inert(where)}: [{problem.code}] {inert(problem.message)}"
        if problem.help:
            yield f"    {inert(problem.help)}"
    if result.missing:
        yield "  expected, and not found:"
    for mismatch in result.missing:
        line, _ = result.source.position(mismatch.span.start)
        yield f"    {_expected(mismatch.expectation)}  (line {line})"
    if result.unexpected:
        yield "  found, and not expected:"
    for finding in result.unexpected:
        yield from _found(finding)


def tally(results: Sequence[CaseResult], policies: int) -> str:
    """Gives the closing line."""
    failed = sum(not result.passed for result in results)
    outcome = f"{failed} failed" if failed else "all as expected"
    cases = counted(len(results), "case")
    return f"{cases} of {counted(policies, 'policy', 'policies')}: {outcome}"


def _expected(expectation: Expectation) -> str:
    parts = [f"{expectation.rule} {expectation.outcome}"]
    if expectation.at is not None:
        parts.append(f"at {expectation.at or 'the root'}")
    if expectation.message is not None:
        parts.append(f'saying "{expectation.message}"')
    if expectation.hint is not None:
        parts.append(f'hinting "{expectation.hint}"')
    return inert(" ".join(parts))


def _found(finding: Finding) -> Iterator[str]:
    at = f" at {finding.path}" if finding.path else ""
    yield f"    {inert(finding.rule)} {finding.outcome}{inert(at)}"
    yield f"      {inert(finding.message)}"
    for because in finding.because:
        yield f"      since {inert(because.condition)}"
        for seen in because.values:
            path = f"  ({seen.path})" if seen.path else ""
            yield f"        {inert(seen.name)} is {inert(seen.value)}{inert(path)}"
