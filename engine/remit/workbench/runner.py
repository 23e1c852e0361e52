"""The runner of rule tests: a case becomes manifests and a world, and its findings are compared.

What a case does not give isn't there: a collection holds only the given manifest, no file exists,
and a rule that names a register is refused until the case gives one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from remit.evaluation.courts import Court
from remit.evaluation.finding import Evaluation, Finding
from remit.evaluation.rules import judge
from remit.evaluation.world import Subject
from remit.governance.selection import standing
from remit.governance.waivers import is_meant
from remit.semantics.checked import CheckedPolicy, CheckedRule
from remit.text.diagnostic import Diagnostic
from remit.text.source import Source, Span
from remit.workbench.cases import Case
from remit.workbench.coverage.decisions import Mark
from remit.workbench.coverage.observing import Watch, observe
from remit.workbench.matching import Mismatch, Status, match
from remit.workbench.refusals import refusal
from remit.workbench.suite import Suite
from remit.workbench.surroundings import Bench, Stage, stage


class CaseResult(Struct, frozen=True):
    """What came of a case: problems of the case itself, what was missing and what was too much.

    `evaluations` say what each rule came to, without the findings.
    """

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


class SuiteResult(Struct, frozen=True):
    """What came of the cases of one file that were selected; `policy` is what they test."""

    file: str
    policy: str
    cases: tuple[CaseResult, ...]
    marks: frozenset[Mark] = frozenset()


def run_suite(
    suite: Suite, wanted: Callable[[Case], bool], watch: Watch | None = None
) -> SuiteResult:
    """Gives the results of the wanted cases of a file; `watch` takes what they show of rules."""
    cases = enumerate(suite.tests.tests)
    found = tuple(run_case(suite, position, watch) for position, case in cases if wanted(case))
    policy = suite.policy.name if suite.policy is not None else suite.tests.policy
    marks = frozenset(watch.marks) if watch is not None else frozenset()
    return SuiteResult(suite.file, policy, found, marks)


def run_case(suite: Suite, position: int, watch: Watch | None = None) -> CaseResult:
    """Gives the result of one case; `position` counts the cases of the file from 0."""
    document, case = suite.document, suite.tests.tests[position]
    path = ("tests", position)
    span = document.span((*path, "name"))
    if case.rejected is not None or suite.policy is None or suite.bench is None:
        return CaseResult(case.name, document.source, span, tuple(refusal(suite, position)))
    policy, bench = suite.policy, suite.bench
    staged, said = stage(suite.tests, case, document, position, policy, bench)
    if staged is None:
        return CaseResult(case.name, document.source, span, tuple(said))
    evaluations = list(evaluate(policy, bench, staged))
    _hold_together(policy, bench, staged, evaluations)
    if watch is not None:
        _observe(policy, bench, staged, evaluations, watch)
    found = [*staged.findings, *(f for each in evaluations for f in each.findings)]
    status = status_of(policy.rules, staged)
    unmet, unexpected = match(staged.expected, found, policy.name, status)
    missing = (
        Mismatch(
            case.expect[at],
            document.span((*path, "expect", at)),
            finding,
            status(finding) if finding is not None else None,
        )
        for at, finding in unmet
    )
    seen = tuple(replace(evaluation, findings=()) for evaluation in evaluations)
    return CaseResult(case.name, document.source, span, (), tuple(missing), tuple(unexpected), seen)


def evaluate(policy: CheckedPolicy, bench: Bench, staged: Stage) -> Iterator[Evaluation]:
    """Gives what the rules of a policy say of a case."""
    for rule in policy.rules:
        if standing(rule.heading, staged.world.today) != "retired":
            subject = subject_of(rule, staged)
            yield judge(rule, policy, bench.policies, subject, staged.world)


def _hold_together(
    policy: CheckedPolicy, bench: Bench, staged: Stage, evaluations: Iterable[Evaluation]
) -> None:
    """Has the rules say the same once more, compiled; that they don't would be a bug."""
    named = {rule.id: rule for rule in policy.rules}
    rules = [(named[each.rule], policy) for each in evaluations]
    court = Court(rules, bench.shelf, staged.world, "compiled")
    judged = [*court.judged(Subject(None)), *court.judged(staged.subject)]
    compiled = {each.rule: each for each in judged}
    for each in evaluations:
        said = compiled[each.rule]
        assert said == each, f"{each.rule} is {each.outcome}, but {said.outcome} when compiled"


def _observe(
    policy: CheckedPolicy,
    bench: Bench,
    staged: Stage,
    evaluations: Iterable[Evaluation],
    watch: Watch,
) -> None:
    applied = {each.rule for each in evaluations if each.outcome != "not applicable"}
    for rule in policy.rules:
        if rule.id in applied:
            subject = subject_of(rule, staged)
            observe(rule, policy, bench.policies, subject, staged.world, watch)


def subject_of(rule: CheckedRule, staged: Stage) -> Subject:
    """Gives what a rule is evaluated for in a case."""
    return Subject(None) if rule.once else staged.subject


def status_of(rules: Iterable[CheckedRule], staged: Stage) -> Status:
    """Gives what says how findings of some rules stand in a case."""
    today = staged.world.today
    upcoming = frozenset(rule.id for rule in rules if standing(rule.heading, today) == "upcoming")

    def status(finding: Finding) -> str:
        if finding.rule in upcoming:
            return "upcoming"
        lifts = (w.in_force(today) and is_meant(finding, w) for w in staged.waivers)
        return "waived" if any(lifts) else "active"

    return status


def untested(
    policies: Iterable[tuple[CheckedPolicy, date]], results: Iterable[CaseResult]
) -> list[tuple[str, str]]:
    """Gives the rules that no case fails, or no case satisfies, with what is lacking.

    Each policy comes with the day of its tests; rules that are retired by then need none.
    """
    seen = [evaluation for result in results for evaluation in result.evaluations]
    failed = {each.rule for each in seen if each.outcome in ("violated", "undecided")}
    passed = {each.rule for each in seen if each.outcome == "satisfied" and each.bindings}
    lacking: list[tuple[str, str]] = []
    for policy, day in policies:
        for rule in policy.rules:
            if standing(rule.heading, day) == "retired":
                continue
            if rule.id not in failed:
                lacking.append((rule.id, "no case fails it"))
            if rule.id not in passed:
                lacking.append((rule.id, "no case satisfies it"))
    return lacking
