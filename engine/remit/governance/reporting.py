"""Reporting: outcomes and findings made into a report.

What is known by records is made into findings, rows, verdicts and stakes where a format asks for
them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from remit.evaluation.world import Manifest
from remit.governance import judging, portfolio, selection
from remit.governance.inputs import Inputs, Revision
from remit.governance.judging import Outcome, judge_findings
from remit.governance.law import Law
from remit.governance.portfolio import Portfolio
from remit.governance.report import Base, Findings, Judged, Late, Report, Stake, Verdict
from remit.governance.selection import Selected
from remit.text.diagnostic import Diagnostic, in_order


def report(
    inputs: Inputs,
    law: Law,
    rules: Sequence[Selected],
    head: Portfolio,
    outcomes: Sequence[Outcome],
    found: Iterable[Judged],
    advice: Iterable[Diagnostic] = (),
    gone: Iterable[Manifest] = (),
) -> Report:
    """Gives the outcomes and findings as a report. What is known by records is made into findings,
    rows, verdicts and stakes where a format asks for them."""
    reads = selection.fields_of(rules, law) if inputs.explained else {}
    judged = judging.manifests(outcomes)
    found = list(found)

    @cache
    def names() -> judging.Identities:
        return judging.identities([*head.manifests(), *judged], head.recorded)

    def findings() -> list[Judged]:
        came = [came for each in head.recorded for came in each.loud()]
        faults = (fault for each in came for fault in each.entry.faults)
        quiet: Iterable[Judged] = judge_findings(faults, judging.outcomes_of(came), rules)
        if came and inputs.base is not None:
            quiet = _compared(quiet, head, rules, inputs)
        return judging.in_order([*found, *quiet], names())

    def verdicts() -> list[Verdict]:
        quiet = (came for each in head.recorded for came in each.came())
        every = [*outcomes, *judging.outcomes_of(quiet)]
        return judging.verdicts(rules, every, names(), reads)

    def worth() -> list[Stake]:
        from remit.governance.stakes import stakes  # which few formats tell

        told = (each for each in head.recorded if law.schemas[each.kind].money)
        there = (m for each in told for came in each.came() for m in came.entry.manifests)
        return stakes([*head.checked, *there], judged, law.schemas, names())

    lines = judging.lines(found, head.recorded) if head.recorded else None
    return Report(
        as_of=inputs.today,
        policies=law.files,
        manifests=head.counts(),
        findings=tuple(findings()) if lines is None else Findings(findings, lines),
        rules=Late(lambda: judging.rule_rows(rules, outcomes, head.recorded, found)),
        verdicts=Late(verdicts),
        absences=tuple(portfolio.absences(inputs, rules)),
        gathered=tuple(portfolio.gatherings(inputs, rules)),
        diagnostics=tuple(in_order([*inputs.noticed, *advice])),
        base=_told(inputs.base, gone) if inputs.base is not None else None,
        stakes=Late(worth),
    )


def _compared(
    found: Iterable[Judged], head: Portfolio, rules: Sequence[Selected], inputs: Inputs
) -> Iterable[Judged]:
    from remit.governance.change import enforce
    from remit.governance.unchanged import compared

    return enforce(compared(found, rules), head, rules, inputs)


def _told(base: Revision, gone: Iterable[Manifest]) -> Base:
    from remit.governance.change import told

    return told(base, gone)
