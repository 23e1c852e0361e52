"""Mutating: the mutants of rules tried by all processes, with what is known of them from before."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from remit.governance.formats import fill
from remit.governance.law import Law
from remit.governance.selection import named
from remit.semantics.checker import Question, study
from remit.syntax.parser import parse
from remit.text.diagnostic import Diagnostic
from remit.workbench.mutation.listing import (
    ListedMutant,
    MutantFile,
    Mutation,
    Survivor,
    sifted,
)
from remit.workbench.mutation.mutants import mutants
from remit.workbench.mutation.trial import Target, Trials, Verdict, depends, targets, try_all
from remit.workspace.gathering import Order
from remit.workspace.grounds import paths_of
from remit.workspace.opening import one_document
from remit.workspace.remembering import digest, engine, forget_oldest, recalled, remember
from remit.workspace.testing import Tests
from remit.workspace.workers import Lost, shared

LIST = "mutants.yaml"
"""The name of the list of mutants that are right to live, beside the rule files."""

_KIND = "mutants"
_SHARE = 12
"""So many rules, defines and params of one policy are one task at most."""


def mutate(
    tests: Tests, order: Order, globs: Sequence[str], jobs: int, *, fresh: bool
) -> tuple[Mutation | None, list[Diagnostic]]:
    """Gives what becomes of the mutants of the rules that globs name (of all, where there is none);
    or what keeps them from being tried. A `fresh` trial remembers nothing."""
    found: list[tuple[Target, Verdict]] = []
    said: list[Diagnostic] = []
    for law in tests.laws:
        trials, wanted = _prepared(law, tests, globs)
        verdicts, lost = _tried(wanted, trials, jobs, fresh=fresh)
        found += verdicts
        said += lost
    if not found and not said:
        what = f"`{globs[0]}` names no" if globs else "there is no"
        message = f"{what} rule, define or param that has tests"
        span = order.command.find(globs[0]) if globs else None
        said.append(Diagnostic("nothing-selected", message, order.command, span))
    listed, wrong = _lists([target for target, _ in found], order)
    said += wrong
    if said:
        return None, said
    return _summed(found, listed, partly=bool(globs)), []


def _prepared(law: Law, tests: Tests, globs: Sequence[str]) -> tuple[Trials, list[Target]]:
    suites = [s for s in tests.suites if s.bench is not None and s.bench.policies is law.policies]
    parsed = [(policy.source, parse(policy.source)[0]) for policy in law.policies.values()]
    known = study([(s, t) for s, t in parsed if t is not None], law.vocabulary, Question())
    tested = [suite.policy for suite in suites if suite.policy is not None]
    wanted = [t for t in targets(law, known, tested) if not globs or is_named(t.name, globs)]
    return Trials(law, known, suites), wanted


def is_named(name: str, globs: Sequence[str]) -> bool:
    """Says whether globs name a rule (`policy/rule`), define or param (`policy.name`)."""
    own = name.replace(".", "/")
    return any(named(own, glob) or fnmatchcase(name, glob) for glob in globs)


def _tried(
    wanted: Sequence[Target], trials: Trials, jobs: int, *, fresh: bool
) -> tuple[list[tuple[Target, Verdict]], list[Diagnostic]]:
    """Gives the verdict on each target: as it is remembered, else of a trial."""
    keys = [_key(target, trials) for target in wanted]
    found = [None if fresh else _recalled(key) for key in keys]
    tasks = _tasks([at for at, verdict in enumerate(found) if verdict is None], wanted)
    lost: list[Diagnostic] = []

    def work(task: Sequence[int]) -> list[Verdict]:
        return [try_all(wanted[at], trials) for at in task]

    for task, verdicts in zip(tasks, shared(tasks, work, jobs), strict=True):
        if isinstance(verdicts, Lost):
            source = wanted[task[0]].home.source
            message = f"the process that tried mutants of this file has died ({verdicts.how})"
            lost.append(Diagnostic("lost-work", message, source))
            continue
        for at, verdict in zip(task, verdicts, strict=True):
            found[at] = verdict
            if not fresh:
                _remember(keys[at], verdict)
    if tasks and not fresh:
        forget_oldest(_KIND)
    pairs = zip(wanted, found, strict=True)
    return [(target, verdict) for target, verdict in pairs if verdict is not None], lost


def _tasks(left: Sequence[int], wanted: Sequence[Target]) -> list[list[int]]:
    """Gives the targets that are left in groups of one policy, whose cases are set up for all of
    them; the largest first."""
    groups: dict[str, list[int]] = {}
    for at in left:
        groups.setdefault(wanted[at].home.name, []).append(at)
    tasks = [
        group[start : start + _SHARE]
        for group in groups.values()
        for start in range(0, len(group), _SHARE)
    ]
    return sorted(tasks, key=len, reverse=True)


# -- what is remembered -------------------------------------------------------------------------


def _key(target: Target, trials: Trials) -> str:
    """Gives the digest of all that a verdict comes of."""
    return digest(_grounds(target, trials))


def _grounds(target: Target, trials: Trials) -> Iterator[str]:
    law = trials.law
    yield from (engine(), target.name, target.home.source.slice(target.item.span))
    for mutant in mutants(target.item, target.home):
        start = target.item.span.start
        yield from (f"{e.span.start - start}-{e.span.end - start}:{e.text}" for e in mutant.edits)
    seen: set[str] = set()
    for policy, rule in target.rules:
        yield from (policy.name, policy.kind, policy.source.slice(rule.rule.span))
        for owner, name in sorted(depends(rule.rule, policy, law.policies)):
            home = law.policies[owner]
            item = home.defines.get(name) or home.params[name].param
            yield from (owner, name, home.source.slice(item.span))
        seen.add(policy.name)
    for name in sorted(law.schemas):
        yield name
        yield from (file.text for file in law.schemas[name].files)
    for suite in trials.suites:
        if suite.policy is not None and suite.policy.name in seen and suite.bench is not None:
            yield from (
                repr((suite.bench.setting, suite.bench.waiver_days)),
                suite.document.source.text,
            )
            for path in sorted(paths_of(suite)):
                yield path
                yield from (source.text for source in suite.bench.fetch(path).sources)


def _recalled(key: str) -> Verdict | None:
    match recalled(_KIND, key):
        case [int(killed), int(unsound), int(equivalent), [*numbers]]:
            survivors = tuple(number for number in numbers if isinstance(number, int))
            sound = len(survivors) == len(numbers)
            return Verdict(killed, unsound, equivalent, survivors) if sound else None
        case _:
            return None


def _remember(key: str, verdict: Verdict) -> None:
    survivors = list(verdict.survivors)
    remember(_KIND, key, [verdict.killed, verdict.unsound, verdict.equivalent, survivors])


# -- the lists of mutants that are right to live ------------------------------------------------


def _lists(
    found: Sequence[Target], order: Order
) -> tuple[list[tuple[ListedMutant, Diagnostic]], list[Diagnostic]]:
    """Gives what the lists beside the rule files hold, each with what is said if it is in vain."""
    listed: list[tuple[ListedMutant, Diagnostic]] = []
    said: list[Diagnostic] = []
    files = {target.home.source.name for target in found}
    for folder in sorted({os.path.dirname(os.path.join(order.here, file)) for file in files}):
        place = os.path.join(folder, LIST)
        if not os.path.lexists(place):
            continue
        name = os.path.relpath(place, order.here).replace(os.sep, "/")
        document, wrong = one_document(name, place)
        said += wrong
        if document is None:
            continue
        model, wrong = fill(document, MutantFile)
        said += wrong
        for at, each in enumerate(model.mutants if model is not None else ()):
            span = document.span(("mutants", at, "was"))
            message = f"no such mutant of `{each.rule}` survives"
            way = "leave it out of the list, or write it as `remit test --mutate` tells it"
            stale = Diagnostic("stale-mutant", message, document.source, span, way, "advice")
            listed.append((each, stale))
    return listed, said


def _summed(
    found: Sequence[tuple[Target, Verdict]],
    listed: Sequence[tuple[ListedMutant, Diagnostic]],
    *,
    partly: bool,
) -> Mutation:
    if partly:
        names = {target.name for target, _ in found}
        listed = [(each, stale) for each, stale in listed if each.rule in names]
    survivors = [survivor for target, verdict in found for survivor in _survivors(target, verdict)]
    left, vain = sifted(survivors, [each for each, _ in listed])
    stale = tuple(listed[at][1] for at in vain)
    return Mutation(tuple(found), tuple(left), len(survivors) - len(left), stale)


def _survivors(target: Target, verdict: Verdict) -> Iterator[Survivor]:
    if not verdict.survivors:
        return
    every = list(mutants(target.item, target.home))
    for number in verdict.survivors:
        if 0 <= number < len(every):
            yield Survivor(target, every[number])
