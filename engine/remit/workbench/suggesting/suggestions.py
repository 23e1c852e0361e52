"""Suggestions: cases to add, each proved by running it; the whole way for one rule."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from remit.evaluation.finding import Finding
from remit.manifest.document import Node
from remit.workbench.runner import status_of
from remit.workbench.suggesting.gaps import Quest
from remit.workbench.suggesting.proving import Spot, found_by, proved, spot_of, unlike
from remit.workbench.suggesting.scenes import Theatre
from remit.workbench.suggesting.searching import Hit, Search, likeliest, search
from remit.workbench.suggesting.shrinking import shrunk
from remit.workbench.suggesting.writing import expectation, flowing, given_in, lines, name_of
from remit.workbench.suite import Suite
from remit.workbench.surroundings import Stage


class Suggestion(Struct, frozen=True):
    """A case to add: the file, the case's name, the text to paste at the end of `tests`, and the
    numbers of the gaps that it closes."""

    file: str
    name: str
    text: str
    closes: frozenset[int]


class Suggestions(Struct, frozen=True):
    """The cases for one rule, and how many scenes were tried."""

    cases: tuple[Suggestion, ...]
    tried: int


def suggest(quest: Quest, suites: Sequence[Suite]) -> Suggestions:
    """Gives cases that close the gaps of a rule, from the files that test its policy."""
    cases: list[Suggestion] = []
    tried = 0
    for suite in suites:
        left = frozenset(quest.gaps) - frozenset(n for case in cases for n in case.closes)
        spot = spot_of(suite)
        if left and spot is not None and suite.policy is not None and suite.bench is not None:
            part = Quest(
                quest.pair, quest.policies, quest.study, {n: quest.gaps[n] for n in sorted(left)}
            )
            found = search(Theatre(suite, suite.policy, suite.bench), part)
            tried += found.tried
            cases += _cases(found, spot)
    return Suggestions(tuple(cases), tried)


def _cases(found: Search, spot: Spot) -> list[Suggestion]:
    cases: list[Suggestion] = []
    suite = found.theatre.suite
    taken = [case.name for case in suite.tests.tests]
    left = frozenset(found.best)
    while (hit := likeliest(found, left)) is not None:
        small = shrunk(hit, hit.closes & left, found)
        case = _written(small, left, found, spot, taken)
        left -= hit.closes
        if case is not None:
            cases.append(case)
            taken.append(case.name)
            left -= case.closes
    return cases


def _written(
    hit: Hit, wanted: frozenset[int], found: Search, spot: Spot, taken: Sequence[str]
) -> Suggestion | None:
    """Gives a scene as a case that has been run; None where it turns out not to do."""
    theatre, quest = found.theatre, found.quest
    parts = given_in(hit.scene, theatre)
    if parts is None:
        return None
    # what it finds is asked of the case as it will stand in its file, whose names messages tell
    finds = found_by(theatre.suite, spot, _text("a case", parts, [], spot))
    if finds is None:
        return None
    findings, staged = finds
    expected = [expectation(each, _status(each, quest, staged)) for each in findings]
    name = unlike(name_of(quest.pair[1].id, parts, findings), taken)
    text = _text(name, parts, expected, spot)
    closes = proved(theatre.suite, spot, text, quest, wanted)
    return Suggestion(theatre.suite.file, name, text, closes) if closes else None


def _text(name: str, parts: dict[str, Node], expected: Sequence[str], spot: Spot) -> str:
    if spot.bracketed:
        return flowing(name, parts, expected)
    return "\n".join(lines(name, parts, expected, spot.indent))


def _status(finding: Finding, quest: Quest, staged: Stage) -> str | None:
    """Gives how a finding of the rule stands, where that hangs on the day or on a waiver."""
    _, rule = quest.pair
    if finding.rule != rule.id or (rule.rule.effective is None and not staged.waivers):
        return None
    return status_of([rule], staged)(finding)
