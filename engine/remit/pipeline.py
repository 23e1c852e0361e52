"""The line: how rules and manifests become a report. Start reading here.

    schemas  ── load ──► types ──────────────┐
                                             ▼
    rules    ── parse ──► trees ── check ──► policies ── select ──► rules ──┐
    files    ── read ───► documents ── admit ──► manifests ─────────────────┤
    params, today ──────────────────────────────────────────────────────────┤
                                                                        evaluate
                                                                            ▼
    report  ◄── judge (status, blocking, fingerprints) ◄─────────────── outcomes

Every arrow is a function that gives something and a list of diagnostics. Nothing here looks at the
disk, the clock or the environment: the edge hands in what there is (`Inputs`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from remit.evaluation.rules import judge
from remit.evaluation.world import Subject, World
from remit.governance import judging, params, portfolio, selection
from remit.governance.inputs import Inputs
from remit.governance.judging import Outcome
from remit.governance.law import Law, enact
from remit.governance.portfolio import Portfolio
from remit.governance.report import Report
from remit.governance.selection import Selected
from remit.text.diagnostic import Diagnostic, in_order


def check(inputs: Inputs) -> Report:
    """Gives the report on all that was asked for; where something that it needs is wrong, a report
    that says so, and in which nothing was evaluated."""
    law, wrong = enact(inputs)
    return _refused(inputs, wrong) if law is None else apply(law, inputs)


def apply(law: Law, inputs: Inputs) -> Report:
    """Gives the report on all that was asked for, by a law that was enacted before."""
    rules, wrong = selection.select(law, inputs)
    values, wrong_params = params.chosen_params(law.policies, inputs.overrides, inputs.today)
    named = selection.named_outside(rules)
    wrong += [*wrong_params, *portfolio.problems(inputs, named)]
    if wrong:
        return _refused(inputs, wrong)

    gathered = portfolio.gather(inputs, law.schemas, named)
    if not gathered.checked and not gathered.faults:
        return _refused(inputs, [portfolio.nothing_to_check(inputs)])

    world = World(
        inputs.today,
        gathered.collections,
        gathered.registers,
        values,
        inputs.file_exists,
        inputs.setting.steps,
        gathered.references,
    )
    outcomes = list(evaluate(rules, law, gathered, world, inputs))
    return report(inputs, law, rules, gathered, outcomes)


def evaluate(
    rules: Sequence[Selected],
    law: Law,
    gathered: Portfolio,
    world: World,
    inputs: Inputs,
) -> Iterator[Outcome]:
    """Gives what every rule says of every manifest that it governs; retired ones say nothing."""
    live = [each for each in rules if each.standing != "retired"]
    once = [each for each in live if each.rule.once]
    total = len(gathered.checked) + len(once)
    for number, each in enumerate(once):
        inputs.progress("checking", number, total)
        found = judge(each.rule, each.policy, law.policies, Subject(None), world)
        yield Outcome(each, None, found)
    for number, manifest in enumerate(gathered.checked, len(once)):
        inputs.progress("checking", number, total)
        for each in live:
            if each.policy.kind == manifest.kind and not each.rule.once:
                found = judge(each.rule, each.policy, law.policies, Subject(manifest), world)
                yield Outcome(each, manifest, found)


def report(
    inputs: Inputs,
    law: Law,
    rules: Sequence[Selected],
    gathered: Portfolio,
    outcomes: Sequence[Outcome],
) -> Report:
    """Gives the outcomes as a report."""
    names = judging.identities(gathered.manifests())
    reads = selection.fields_of(rules, law) if inputs.explained else {}
    return Report(
        as_of=inputs.today,
        policies=law.files,
        manifests=gathered.counts(),
        findings=tuple(judging.judge_findings(gathered.faults, outcomes, names)),
        rules=tuple(judging.rule_rows(rules, outcomes)),
        verdicts=tuple(judging.verdicts(outcomes, names, reads)),
        absences=tuple(portfolio.absences(inputs, rules)),
    )


def _refused(inputs: Inputs, said: Sequence[Diagnostic]) -> Report:
    return Report(inputs.today, diagnostics=tuple(in_order(said)))
