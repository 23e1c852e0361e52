"""Trials: whether the cases that can see a mutant would notice it.

A mutant is killed by the first case in which the rule finds something else than the case expects
of it. Cases that expect something of the rule are asked first. What the cases need is set up once;
what a mutant costs is the evaluation of one rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct, field
from msgspec.structs import replace

from remit.evaluation.finding import Finding
from remit.evaluation.rules import judge
from remit.evaluation.world import World
from remit.governance.law import Law
from remit.governance.selection import standing
from remit.semantics.checked import CheckedPolicy, CheckedRule
from remit.semantics.checker import Study
from remit.semantics.params import param_value
from remit.semantics.rechecking import define_again, param_again, rule_again
from remit.semantics.scope import Home
from remit.syntax import tree
from remit.workbench.cases import Expectation
from remit.workbench.matching import all_met
from remit.workbench.mutation.equivalents import Known, is_equivalent, known_in
from remit.workbench.mutation.mutants import Item, Mutant, mutants
from remit.workbench.runner import status_of, subject_of
from remit.workbench.suite import Suite
from remit.workbench.surroundings import Stage, overrides, stage

PATIENCE = 300_000
"""A rule takes at most so many steps in a trial: a mutant may go on where the rule would not."""


class Target(Struct, frozen=True, eq=False):
    """A rule, define or param that is mutated, and the rules through which cases can see it."""

    name: str
    home: Home
    item: Item
    rules: tuple[tuple[CheckedPolicy, CheckedRule], ...]


class Verdict(Struct, frozen=True):
    """What became of the mutants of a target: how many were killed, how many don't hold together,
    how many can't be told from it, and the numbers, from 0, of those that survive."""

    killed: int
    unsound: int
    equivalent: int
    survivors: tuple[int, ...]


class _Case(Struct, frozen=True, eq=False):
    """A case that is set up, with what it expects of each rule."""

    stage: Stage
    expected: Mapping[str, tuple[Expectation, ...]]
    params: frozenset[tuple[str, str]]


class Trials(Struct, eq=False, dict=True):
    """All that trials of one law need; cases are set up when a trial first asks for them."""

    law: Law
    study: Study
    suites: Sequence[Suite]
    cases: dict[str, list[_Case]] = field(default_factory=dict)

    @cached_property
    def known(self) -> Known:
        """Gives what is known at each part of the rules."""
        return known_in(self.law)

    def of(self, policy: CheckedPolicy) -> list[_Case]:
        """Gives the cases of a policy."""
        if policy.name not in self.cases:
            own = [s for s in self.suites if s.policy is not None and s.policy.name == policy.name]
            self.cases[policy.name] = [case for suite in own for case in _cases(suite)]
        return self.cases[policy.name]


def try_all(target: Target, trials: Trials) -> Verdict:
    """Gives what becomes of all mutants of a target."""
    killed = unsound = equivalent = 0
    survivors: list[int] = []
    for number, mutant in enumerate(mutants(target.item, target.home)):
        changed = changed_by(mutant, target, trials.study)
        if changed is None:
            unsound += 1
        elif any(_kills(*each) for each in _asked(changed, target, trials)):
            killed += 1
        elif is_equivalent(mutant, target.item, target.home.name, trials.known):
            equivalent += 1
        else:
            survivors.append(number)
    return Verdict(killed, unsound, equivalent, tuple(survivors))


Changed = CheckedRule | tree.Define | tree.Param


def changed_by(mutant: Mutant, target: Target, study: Study) -> Changed | None:
    """Gives a mutant ready to be evaluated, None where it doesn't hold together."""
    match mutant.node:
        case tree.Rule() as rule:
            return rule_again(rule, target.home, study)
        case tree.Define() as define:
            return define_again(define, target.home, study)
        case tree.Param() as param:
            return param_again(param, target.home, study)


class Asked(Struct, frozen=True, eq=False):
    """A rule to evaluate, the policies as they are for it, and the world."""

    rule: CheckedRule
    policy: CheckedPolicy
    policies: Mapping[str, CheckedPolicy]
    world: World


_Pair = tuple[CheckedPolicy, CheckedRule]


def asked(
    changed: Changed,
    target: Target,
    pair: _Pair,
    policies: Mapping[str, CheckedPolicy],
    world: World,
    params: frozenset[tuple[str, str]],
) -> Asked:
    """Gives how a rule is evaluated with what was changed; `policies` come of `with_define`, and
    `params` are those that the case gives itself."""
    policy, rule = pair
    rule = changed if isinstance(changed, CheckedRule) else rule
    if isinstance(changed, tree.Param):
        world = _with_param(changed, target, world, params)
    return Asked(rule, policies[policy.name], policies, world)


def with_define(
    changed: Changed, target: Target, policies: Mapping[str, CheckedPolicy]
) -> Mapping[str, CheckedPolicy]:
    """Gives the policies with a changed define in its place."""
    if not isinstance(changed, tree.Define):
        return policies
    home = policies[target.home.name]
    defines = {**home.defines, changed.name.text: changed}
    return {**policies, home.name: home.with_defines(defines)}


def _asked(changed: Changed, target: Target, trials: Trials) -> Iterator[tuple[Asked, _Case]]:
    """Gives each rule to evaluate on each case, those first of which the case expects something."""
    later: list[tuple[Asked, _Case]] = []
    policies = with_define(changed, target, trials.law.policies)
    for pair in target.rules:
        for case in trials.of(pair[0]):
            found = asked(changed, target, pair, policies, case.stage.world, case.params)
            if found.rule.id in case.expected:
                yield found, case
            else:
                later.append((found, case))
    yield from later


def _with_param(
    param: tree.Param, target: Target, world: World, params: frozenset[tuple[str, str]]
) -> World:
    key = (target.home.name, param.name.text)
    if key in params:
        return world
    return replace(world, params={**world.params, key: param_value(param, world.today)})


def kills(asked: Asked, stage: Stage, expected: Sequence[Expectation]) -> bool:
    """Says whether a rule finds something else in a case than the case expects of it."""
    rule, world = asked.rule, asked.world
    stands = standing(rule.heading, world.today)
    found: tuple[Finding, ...] = ()
    if stands != "retired":
        subject = subject_of(rule, stage)
        found = judge(rule, asked.policy, asked.policies, subject, world).findings
    return not all_met(expected, found, asked.policy.name, status_of([rule], stage))


def _kills(asked: Asked, case: _Case) -> bool:
    return kills(asked, case.stage, case.expected.get(asked.rule.id, ()))


# -- cases --------------------------------------------------------------------------------------


def _cases(suite: Suite) -> Iterator[_Case]:
    policy, bench = suite.policy, suite.bench
    if policy is None or bench is None:
        return
    ids = [rule.id for rule in policy.rules]
    for position, case in enumerate(suite.tests.tests):
        if case.rejected is not None:
            continue
        staged, _ = stage(suite.tests, case, suite.document, position, policy, bench)
        if staged is None:
            continue
        world = replace(staged.world, steps=min(staged.world.steps, PATIENCE))
        own = ((id_, tuple(of_rule(staged.expected, id_, policy.name))) for id_ in ids)
        expected = {id_: found for id_, found in own if found}
        given = overrides(suite.document, position, policy.name)
        params = frozenset((override.policy, override.param) for override in given)
        yield _Case(replace(staged, world=world), expected, params)


def of_rule(expected: Iterable[Expectation], rule: str, policy: str) -> Iterator[Expectation]:
    """Gives those expectations that are about a rule."""
    return (each for each in expected if rule in (each.rule, f"{policy}/{each.rule}"))


# -- targets ------------------------------------------------------------------------------------


def targets(law: Law, study: Study, policies: Iterable[CheckedPolicy]) -> list[Target]:
    """Gives all rules of some policies, and the defines and params that tested rules depend on, in
    the order of the files; `policies` are those that have tests."""
    tested = {policy.name: policy for policy in policies}
    users: dict[tuple[str, str], list[tuple[CheckedPolicy, CheckedRule]]] = {}
    for policy in tested.values():
        for rule in policy.rules:
            for key in depends(rule.rule, policy, law.policies):
                users.setdefault(key, []).append((policy, rule))
    found: list[Target] = []
    for name in sorted(tested, key=lambda name: tested[name].source.name):
        home = study.homes[name]
        rules = {rule.rule.name.text: rule for rule in tested[name].rules}
        for item in home.policy.items:
            match item:
                case tree.Rule():
                    rule = rules[item.name.text]
                    found.append(Target(rule.id, home, item, ((tested[name], rule),)))
                case tree.Define() | tree.Param():
                    using = tuple(users.get((name, item.name.text), ()))
                    if using:
                        found.append(Target(f"{name}.{item.name.text}", home, item, using))
                case tree.Use():
                    pass
    return found


def depends(
    rule: tree.Rule, policy: CheckedPolicy, policies: Mapping[str, CheckedPolicy]
) -> frozenset[tuple[str, str]]:
    """Gives the defines and params, by policy and name, that what a rule demands depends on; what
    its messages alone name is none of it."""
    found: set[tuple[str, str]] = set()
    waiting: list[tuple[tree.Node, CheckedPolicy]] = [
        (part, policy) for clause in rule.clauses for part in _demanding(clause)
    ]
    while waiting:
        node, home = waiting.pop()
        for part in tree.walk(node):
            if not isinstance(part, tree.Name | tree.Call):
                continue
            name = part.name if isinstance(part, tree.Name) else part.function
            owner = policies[home.used.get(name, home.name)]
            key = (owner.name, name)
            if key in found:
                continue
            if name in owner.defines:
                found.add(key)
                waiting.append((owner.defines[name].body, owner))
            elif name in owner.params:
                found.add(key)
    return frozenset(found)


def _demanding(clause: tree.Clause) -> Iterator[tree.Expression]:
    match clause:
        case tree.For(_, items, where):
            yield items
            if where is not None:
                yield where
        case tree.When(condition) | tree.Require(condition):
            yield condition
        case tree.Let(_, value):
            yield value
