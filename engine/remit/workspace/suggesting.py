"""Suggesting: the cases that would close the gaps of tests, sought rule by rule by all processes.

What several rules can show (a define, a param) is first sought for one of them, then for the next.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from remit.governance.law import Law
from remit.semantics.checker import Question, Study, study
from remit.syntax.parser import parse
from remit.text.diagnostic import Diagnostic
from remit.workbench.coverage.summing import Coverage
from remit.workbench.mutation.listing import Survivor
from remit.workbench.suggesting.gaps import Gap, Pair, Quest, gaps_of
from remit.workbench.suggesting.listing import Advice
from remit.workbench.suggesting.suggestions import Suggestions, suggest
from remit.workspace.mutating import is_named
from remit.workspace.testing import Tests
from remit.workspace.workers import Lost, shared

_ROUNDS = 3
"""A gap is sought by so many of the rules that can show it."""


def seek(
    tests: Tests,
    coverage: Coverage | None,
    survivors: Sequence[Survivor],
    globs: Sequence[str],
    jobs: int,
) -> tuple[Advice, list[Diagnostic]]:
    """Gives the cases that close gaps, and the gaps for which none was found; or which rule files
    were lost with the process that sought cases for them."""
    if coverage is not None and globs:
        named = (each for each in coverage.units if is_named(each.unit.name, globs))
        coverage = Coverage(tuple(named))
    whole = Advice()
    lost: list[Diagnostic] = []
    for law in tests.laws:
        part, problems = _sought(law, tests, coverage, survivors, jobs)
        before = len(whole.gaps)
        moved = (replace(c, closes=frozenset(n + before for n in c.closes)) for c in part.cases)
        cases, gaps = (*whole.cases, *moved), (*whole.gaps, *part.gaps)
        whole = Advice(gaps, cases, whole.tried + part.tried)
        lost += problems
    return whole, lost


def _sought(
    law: Law,
    tests: Tests,
    coverage: Coverage | None,
    survivors: Sequence[Survivor],
    jobs: int,
) -> tuple[Advice, list[Diagnostic]]:
    suites = [s for s in tests.suites if s.bench is not None and s.bench.policies is law.policies]
    sources = {policy.source for policy in law.policies.values()}
    units = [u for u in coverage.units if u.unit.policy.source in sources] if coverage else []
    own = [each for each in survivors if each.target.home.source in sources]
    tested = {suite.policy.name: suite.policy for suite in suites if suite.policy is not None}
    gaps = gaps_of(units, own, tested.values(), law.policies)
    known = _studied(law) if gaps else None
    advice = Advice(tuple(gaps))
    lost: list[Diagnostic] = []

    def work(quest: Quest) -> Suggestions:
        policy = quest.pair[0].name
        return suggest(quest, [s for s in suites if s.policy and s.policy.name == policy])

    for turn in range(_ROUNDS if known is not None else 0):
        assert known is not None
        quests = _quests(advice, law, known, turn)
        for quest, found in zip(quests, shared(quests, work, jobs), strict=True):
            if isinstance(found, Lost):
                message = f"the process that sought cases for this file has died ({found.how})"
                lost.append(Diagnostic("lost-work", message, quest.pair[0].source))
            else:
                cases = (*advice.cases, *found.cases)
                advice = replace(advice, cases=cases, tried=advice.tried + found.tried)
    return advice, lost


def _studied(law: Law) -> Study:
    parsed = [(policy.source, parse(policy.source)[0]) for policy in law.policies.values()]
    return study([(s, t) for s, t in parsed if t is not None], law.vocabulary, Question())


def _quests(advice: Advice, law: Law, known: Study, turn: int) -> list[Quest]:
    """Gives the rules that are asked next, each with the gaps that it may close."""
    left = {id(gap) for gap in advice.open}
    found: dict[str, tuple[Pair, dict[int, Gap]]] = {}
    for number, gap in enumerate(advice.gaps):
        if id(gap) in left and turn < len(gap.rules):
            pair = gap.rules[turn]
            found.setdefault(pair[1].id, (pair, {}))[1][number] = gap
    return [Quest(pair, law.policies, known, gaps) for pair, gaps in found.values()]
