"""The runner of rule tests: a case becomes manifests and a world, and its findings are compared.

What a case does not give isn't there: a collection holds only the given manifest, no file exists,
and a rule that names a register is refused until the case gives one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from remit.evaluation.finding import Evaluation, Finding
from remit.evaluation.rules import judge
from remit.evaluation.world import Subject
from remit.governance.selection import standing
from remit.manifest.document import Document
from remit.semantics.checked import CheckedPolicy
from remit.text.diagnostic import Diagnostic
from remit.text.source import Source, Span
from remit.workbench.cases import Case, CaseFile, Expectation
from remit.workbench.surroundings import Bench, Stage, stage


@dataclass(frozen=True, slots=True)
class Mismatch:
    """An expected finding that wasn't found, where it was written, and how it reads."""

    expectation: Expectation
    span: Span


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What came of a case: problems of the case itself, what was missing and what was too much."""

    name: str
    source: Source
    span: Span
    problems: tuple[Diagnostic, ...] = ()
    missing: tuple[Mismatch, ...] = ()
    unexpected: tuple[Finding, ...] = ()
    evaluations: tuple[Evaluation, ...] = ()

    @property
    def passed(self) -> bool:
        """Says whether the case found exactly what it expected."""
        return not (self.problems or self.missing or self.unexpected)


def run_case(
    tests: CaseFile,
    case: Case,
    document: Document,
    position: int,
    policy: CheckedPolicy,
    bench: Bench,
) -> CaseResult:
    """Gives the result of one case; `position` counts the cases of the file from 0."""
    path = ("tests", position)
    span = document.span((*path, "name"))
    staged, problems = stage(tests, case, document, position, policy, bench)
    if staged is None:
        return CaseResult(case.name, document.source, span, tuple(problems))
    evaluations = tuple(_evaluations(policy, bench, staged))
    found = [*staged.findings, *(f for each in evaluations for f in each.findings)]
    missing: list[Mismatch] = []
    for at, expected in enumerate(case.expect):
        fitting = next((finding for finding in found if fits(finding, expected, policy)), None)
        if fitting is None:
            missing.append(Mismatch(expected, document.span((*path, "expect", at, "rule"))))
        else:
            found.remove(fitting)
    return CaseResult(
        case.name, document.source, span, (), tuple(missing), tuple(found), evaluations
    )


def _evaluations(policy: CheckedPolicy, bench: Bench, staged: Stage) -> Iterator[Evaluation]:
    for rule in policy.rules:
        if standing(rule.rule, staged.world.today) != "retired":
            subject = Subject(None) if rule.once else staged.subject
            yield judge(rule, policy, bench.policies, subject, staged.world)


def fits(finding: Finding, expected: Expectation, policy: CheckedPolicy) -> bool:
    """Says whether a finding is the one that a case expects."""
    rules = (expected.rule, f"{policy.name}/{expected.rule}")
    return (
        finding.rule in rules
        and finding.outcome == expected.outcome
        and (expected.at is None or finding.path == expected.at)
        and (expected.message is None or expected.message in finding.message)
        and (expected.hint is None or expected.hint in (finding.hint or ""))
    )


def untested(policy: CheckedPolicy, results: list[CaseResult], day: date) -> list[tuple[str, str]]:
    """Gives the rules that no case fails, or no case satisfies, with what is lacking."""
    seen = [evaluation for result in results for evaluation in result.evaluations]
    failed = {each.rule for each in seen if each.outcome in ("violated", "undecided")}
    passed = {each.rule for each in seen if each.outcome == "satisfied" and each.bindings}
    lacking: list[tuple[str, str]] = []
    for rule in policy.rules:
        if standing(rule.rule, day) == "retired":
            continue
        if rule.id not in failed:
            lacking.append((rule.id, "no case fails it"))
        if rule.id not in passed:
            lacking.append((rule.id, "no case satisfies it"))
    return lacking
