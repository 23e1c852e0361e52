"""Gaps: what the tests of rules leave open, be it an outcome that no case shows, or a mutant that
none notices; and in which scenes one is closed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from remit.evaluation.finding import Finding
from remit.evaluation.rules import judge
from remit.governance.report import Standing
from remit.governance.selection import standing
from remit.semantics.checked import CheckedPolicy, CheckedRule
from remit.semantics.checker import Study
from remit.text.source import Source
from remit.workbench.coverage.observing import Watch, observe
from remit.workbench.coverage.summing import Covered, Missing
from remit.workbench.mutation.listing import Survivor
from remit.workbench.mutation.trial import (
    PATIENCE,
    Asked,
    Changed,
    Target,
    asked,
    changed_by,
    depends,
    with_define,
)
from remit.workbench.runner import subject_of
from remit.workbench.suggesting.lexicon import Compared
from remit.workbench.surroundings import Stage

Pair = tuple[CheckedPolicy, CheckedRule]


class Gap(Struct, frozen=True, eq=False):
    """A demand that was not met, or a mutant that survives; the rule file with its line, what is
    missing in words, and the rules through which cases can see it."""

    what: Missing | Survivor
    source: Source
    line: int
    told: str
    rules: tuple[Pair, ...]


def gaps_of(
    units: Iterable[Covered],
    survivors: Iterable[Survivor],
    tested: Iterable[CheckedPolicy],
    policies: Mapping[str, CheckedPolicy],
) -> list[Gap]:
    """Gives all gaps of some rules, defines and params of a law; `tested` are the policies that
    have tests."""
    pairs = [(policy, rule) for policy in tested for rule in policy.rules]
    users: dict[str, list[Pair]] = {}
    for policy, rule in pairs:
        users.setdefault(rule.id, []).append((policy, rule))
        for owner, name in depends(rule.rule, policy, policies):
            users.setdefault(f"{owner}.{name}", []).append((policy, rule))
    found: list[Gap] = []
    for covered in units:
        source = covered.unit.policy.source
        for missing in covered.missing:
            using = tuple(users.get(covered.unit.name, ()))
            line = source.place(missing.demand.span).line
            text = " ".join(source.slice(missing.demand.span).split())
            found.append(Gap(missing, source, line, f"`{text}` {missing.told()}", using))
    for survivor in survivors:
        source, mutant = survivor.target.home.source, survivor.mutant
        line = source.place(mutant.focus).line
        found.append(Gap(survivor, source, line, mutant.what, survivor.target.rules))
    return found


class Shown(Struct, frozen=True, eq=False):
    """What a scene shows of a rule: its standing and findings, what coverage saw, and what was
    compared."""

    stands: Standing
    findings: tuple[Finding, ...]
    watch: Watch
    compared: Compared

    @property
    def signature(self) -> object:
        """Gives what tells scenes apart that go different ways."""
        outcomes = frozenset((each.outcome, each.requirement) for each in self.findings)
        watch = self.watch
        return (self.stands, outcomes, frozenset(watch.marks), frozenset(watch.sizes))


class _Rival(Struct, frozen=True, eq=False):
    """A mutant ready to be evaluated beside the rule."""

    changed: Changed
    target: Target
    policies: Mapping[str, CheckedPolicy]


class Quest(Struct, eq=False, dict=True):
    """A rule, the gaps to be closed by it, by their numbers, and what tells whether they are."""

    pair: Pair
    policies: Mapping[str, CheckedPolicy]
    study: Study
    gaps: Mapping[int, Gap]
    rivals: dict[int, _Rival | None] = field(default_factory=dict)
    plain: Watch = field(default_factory=Watch)

    def show(self, stage: Stage) -> Shown:
        """Gives what a scene shows of the rule."""
        policy, rule = self.pair
        stands = standing(rule.heading, stage.world.today)
        compared = Compared()
        watch = Watch(plain=self.plain.plain, notice=compared.notice)
        findings: tuple[Finding, ...] = ()
        if stands != "retired":
            subject, world = subject_of(rule, stage), patient(stage).world
            evaluation = judge(rule, policy, self.policies, subject, world)
            findings = evaluation.findings
            if evaluation.outcome != "not applicable":
                observe(rule, policy, self.policies, subject, world, watch)
        return Shown(stands, findings, watch, compared)

    def closed(
        self, stage: Stage, shown: Shown, wanted: Iterable[int], params: frozenset[tuple[str, str]]
    ) -> Iterator[tuple[int, bool]]:
        """Gives those of some gaps that a scene closes, each with whether more than a message would
        tell."""
        for number in wanted:
            match self.gaps[number].what:
                case Missing(demand):
                    if demand.mark() in shown.watch.marks:
                        yield number, True
                case Survivor():
                    rival = self.rival(number)
                    if rival is None:
                        continue
                    other = self.against(rival, stage, params)
                    stands, findings = _found(other, stage)
                    plainly = _differ(shown, stands, findings, words=False)
                    if plainly or _differ(shown, stands, findings, words=True):
                        yield number, plainly

    def rival(self, number: int) -> _Rival | None:
        """Gives the mutant of a gap; None where it doesn't hold together."""
        if number not in self.rivals:
            what = self.gaps[number].what
            assert isinstance(what, Survivor)
            found = changed_by(what.mutant, what.target, self.study)
            self.rivals[number] = None
            if found is not None:
                policies = with_define(found, what.target, self.policies)
                self.rivals[number] = _Rival(found, what.target, policies)
        return self.rivals[number]

    def against(self, rival: _Rival, stage: Stage, params: frozenset[tuple[str, str]]) -> Asked:
        """Gives how the mutant is evaluated in a scene that gives some params."""
        world = patient(stage).world
        return asked(rival.changed, rival.target, self.pair, rival.policies, world, params)


def patient(stage: Stage) -> Stage:
    """Gives a scene in which a rule takes no more steps than in a trial of mutants."""
    steps = min(stage.world.steps, PATIENCE)
    return replace(stage, world=replace(stage.world, steps=steps))


def _found(asked: Asked, stage: Stage) -> tuple[Standing, tuple[Finding, ...]]:
    stands = standing(asked.rule.heading, asked.world.today)
    if stands == "retired":
        return stands, ()
    subject = subject_of(asked.rule, stage)
    return stands, judge(asked.rule, asked.policy, asked.policies, subject, asked.world).findings


def _differ(shown: Shown, stands: Standing, findings: Sequence[Finding], *, words: bool) -> bool:
    """Says whether a case that expects what is shown would notice other findings."""

    def told(found: Sequence[Finding], how: Standing) -> Counter[tuple[object, ...]]:
        return Counter((f.outcome, f.path, how, f.message if words else "") for f in found)

    return told(shown.findings, shown.stands) != told(findings, stands)
