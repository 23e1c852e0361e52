"""The line: how rules and manifests become a report. Start reading here.

    schemas  ── load ──► types ──────────────┐
                                             ▼
    rules    ── parse ──► trees ── check ──► policies ── select ──► rules ──┐
    files    ── read ───► documents ── admit ──► manifests ─────────────────┤
    params, today ──────────────────────────────────────────────────────────┤
                                                                        evaluate
                                                                            ▼
    report  ◄── waive ◄── enforce ◄── compare (with the base ◄── outcomes
                            revision, all of this once more) ◄── judge (fingerprints)

Every arrow is a function that gives something and a list of diagnostics. Nothing here looks at the
disk, the clock or the environment: the edge hands in what there is (`Inputs`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from remit.evaluation.world import Subject, World
from remit.governance import params, portfolio, selection, shares
from remit.governance.enacted import law_of
from remit.governance.inputs import Inputs, Revision
from remit.governance.judging import Outcome, judge_findings
from remit.governance.law import Law
from remit.governance.manifests import Enter, each_once, enter
from remit.governance.matter import Matter
from remit.governance.params import Params
from remit.governance.portfolio import Portfolio
from remit.governance.programs import court_of
from remit.governance.report import Report
from remit.governance.reporting import report
from remit.governance.selection import Selected
from remit.governance.waivers import names_by, noticed, waive, waivers_in
from remit.text.diagnostic import Diagnostic, in_order


def check(inputs: Inputs) -> Report:
    """Gives the report on all that was asked for; where something that it needs is wrong, a report
    that says so, and in which nothing was evaluated."""
    law, wrong = law_of(inputs)
    return _refused(inputs, wrong) if law is None else apply(law, inputs)


def apply(law: Law, inputs: Inputs, enter: Enter = enter) -> Report:
    """Gives the report on all that was asked for, by a law that was enacted before; `enter` reads
    a file, or knows what came of it before."""
    rules, wrong = selection.select(law, inputs)
    values, wrong_params = params.chosen_params(law.policies, inputs.overrides, inputs.today)
    named = selection.named_outside(rules)
    waivers, wrong_waivers = waivers_in(inputs.waivers, law)
    wrong += [*wrong_params, *wrong_waivers, *portfolio.problems(inputs, named)]
    if wrong:
        return _refused(inputs, wrong)

    reading = enter if inputs.base is None else each_once(enter)
    gather = partial(portfolio.gather, schemas=law.schemas, named=named, enter=reading)
    fellows = shares.fellows(inputs, rules, law, named)
    lone = shares.lone(inputs, rules, named, fellows)
    if inputs.wider is not None:
        from remit.governance.change import reaches_others  # which few checks need

        if reaches_others(gather, lone, inputs, rules):
            return apply(law, inputs.wider(), enter)
    head = gather(inputs, lone)
    seen = world(head, values, inputs)
    works, lost = shares.work_off(lone, rules, law, seen, inputs, fellows)
    if lost:
        return _refused(inputs, lost)

    def seeing(gathered: Portfolio, given: Inputs) -> World:
        return world(gathered, values, given)

    matter = Matter(law, inputs, rules, waivers, fellows, gather, seeing, evaluate, head, works)
    return _today(matter) if inputs.base is None else _changed(matter, inputs.base)


def _today(matter: Matter) -> Report:
    law, inputs, rules = matter.law, matter.inputs, matter.rules
    head, works = matter.head, matter.works
    once: list[Outcome] = []
    if works and matter.fellows.plurals:
        from remit.governance import together  # which small checks don't need

        head, works, once, lost = together.judge(matter)
        if lost:
            return _refused(inputs, lost)
    if any(inputs.is_partial(work.kind.name) for work in works):
        from remit.governance import namesakes  # as above

        namesakes.notice(works, inputs, matter.fellows)
    done = shares.done(works, one_by_one=bool(matter.waivers))  # a waiver is looked for in each
    whole = portfolio.joined(head, done.entries, done.recorded)
    if portfolio.is_empty(whole, inputs):
        return _refused(inputs, [portfolio.nothing_to_check(inputs), *inputs.noticed])
    subjects = [Subject(manifest) for manifest in head.checked]
    seen = matter.seeing(head, inputs)
    outcomes = [*(once or evaluate(rules, law, subjects, seen, inputs)), *done.outcomes]
    found = judge_findings(whole.faults, outcomes, rules)
    found += noticed(matter.waivers, found, rules, outcomes, whole, inputs)
    judged = waive(found, matter.waivers, inputs.today)
    return report(inputs, law, rules, whole, outcomes, judged)


def _changed(matter: Matter, revision: Revision) -> Report:
    from remit.governance import unchanged  # which other checks don't need
    from remit.governance.change import compare, enforce, match

    law, inputs, rules = matter.law, matter.inputs, matter.rules
    then = inputs.at_base(revision)
    in_force, advice = waivers_in(then.waivers, law, base=True)
    settled = unchanged.settle(matter, revision)
    if settled.lost:
        return _refused(inputs, settled.lost)
    head, base = settled.sides
    once = settled.once or ([], [])
    asked = rules if settled.once is None else [each for each in rules if not each.rule.once]
    done = shares.done(settled.works, one_by_one=bool(matter.waivers or in_force))
    change, names = match(head, base, revision), names_by(then.setting, head.manifests())
    seen, seen_then = matter.seeing(head, inputs), matter.seeing(base, then)
    head, base = (portfolio.joined(each, done.entries, done.recorded) for each in (head, base))
    if portfolio.is_empty(head, inputs):
        return _refused(inputs, [portfolio.nothing_to_check(inputs)])
    outcomes = [*once[0], *evaluate(asked, law, change.subjects, seen, inputs), *done.outcomes]
    before = [*once[1], *evaluate(asked, law, change.against, seen_then, then)]
    before += unchanged.said_before(done.outcomes, rules)
    found = judge_findings(head.faults, outcomes, rules)
    known = judge_findings([*change.faults, *done.faults()], before, rules)
    found += noticed(matter.waivers, found, rules, outcomes, head, inputs)
    known += noticed(in_force, known, rules, before, base, then)
    answered_for = enforce(compare(found, known), head, rules, inputs)
    judged = list(waive(answered_for, in_force, inputs.today, names))
    if matter.waivers:
        from remit.governance.waiver_notices import waiting  # as above

        advice += waiting(judged, matter.waivers, inputs.today)
    return report(inputs, law, rules, head, outcomes, judged, advice, change.gone())


def world(gathered: Portfolio, values: Params, inputs: Inputs) -> World:
    """Gives all that rules can see."""
    return World(
        inputs.today,
        gathered.collections,
        gathered.registers,
        values,
        inputs.file_exists,
        inputs.setting.steps,
        gathered.references,
    )


def evaluate(
    rules: Sequence[Selected],
    law: Law,
    subjects: Sequence[Subject],
    world: World,
    inputs: Inputs,
) -> Iterator[Outcome]:
    """Gives what every rule says of every subject that it governs; retired ones say nothing."""
    court = court_of(rules, law, world, inputs, len(subjects))
    total = 1 + len(subjects)
    inputs.progress("checking", 0, total)
    yield Outcome(None, court.judged(Subject(None)))
    for number, subject in enumerate(subjects, 1):
        inputs.progress("checking", number, total)
        yield Outcome(subject.own, court.judged(subject))


def _refused(inputs: Inputs, said: Sequence[Diagnostic]) -> Report:
    return Report(inputs.today, diagnostics=tuple(in_order(said)))
