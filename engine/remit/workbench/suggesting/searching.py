"""Searching: the scenes that close the gaps of a rule, found by changing what the rule reads.

The search begins with what the cases of a file come to, and changes one thing at a time. Where a
change makes the rule go a way that it hasn't gone before, the scene is changed further: so a gap
that takes several changes is found without trying all of their combinations. It ends when all gaps
are closed, or after so many scenes; it knows no clock, so that it finds the same again.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from remit.workbench.runner import evaluate
from remit.workbench.suggesting.gaps import Quest, Shown
from remit.workbench.suggesting.lexicon import lexicon_of
from remit.workbench.suggesting.moves import Subject, moves, trails_of
from remit.workbench.suggesting.nodes import size
from remit.workbench.suggesting.scenes import Scene, Theatre, opening, played, scenes
from remit.workbench.suggesting.writing import flow, given_in
from remit.workbench.surroundings import Stage

TRIES = 4_000
"""So many scenes are tried for a rule at most."""
_LONGER = 300
"""So many more are tried for one in which no other rule fails."""


@dataclass(frozen=True, slots=True, eq=False)
class Hit:
    """A scene that closes gaps, by their numbers; the lower its `rank`, the better it would do as a
    case."""

    scene: Scene
    closes: frozenset[int]
    rank: tuple[int, ...]


@dataclass(eq=False)
class Search:
    """What was tried so far, and the best that was found for each gap."""

    theatre: Theatre
    quest: Quest
    best: dict[int, Hit] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    ways: set[object] = field(default_factory=set)
    since: dict[int, int] = field(default_factory=dict)
    tried: int = 0

    @property
    def open(self) -> list[int]:
        """Gives the gaps for which nothing was found, or only scenes in which other rules fail, and
        that not long ago."""
        return [number for number in self.quest.gaps if self._is_open(number)]

    def _is_open(self, number: int) -> bool:
        hit = self.best.get(number)
        return hit is None or (hit.rank[0] > 0 and self.tried - self.since[number] < _LONGER)

    def hit(self, scene: Scene, wanted: Iterable[int]) -> Hit | None:
        """Tries a scene; gives which of some gaps it closes."""
        staged = played(self.theatre, scene)
        return self.judged(scene, staged, self.quest.show(staged), wanted) if staged else None

    def judged(self, scene: Scene, staged: Stage, shown: Shown, wanted: Iterable[int]) -> Hit:
        """Gives which of some gaps a scene closes that was staged."""
        found = dict(self.quest.closed(staged, shown, wanted, self.params(scene)))
        if not found:
            return Hit(scene, frozenset(), ())
        policy, rule = self.quest.pair
        others = sum(
            len(each.findings)
            for each in evaluate(policy, self.theatre.bench, staged)
            if each.rule != rule.id
        )
        plain = sum(not plainly for plainly in found.values())
        parts = given_in(scene, self.theatre)
        large = sum(map(size, parts.values())) if parts is not None else 0
        return Hit(scene, frozenset(found), (others, plain, large, len(shown.findings)))

    def params(self, scene: Scene) -> frozenset[tuple[str, str]]:
        """Gives the params that a scene, or its file, gives."""
        found: set[tuple[str, str]] = set()
        for node in (scene.extras.get("params"), self.theatre.shared.get("params")):
            for name in node.content if node is not None and isinstance(node.content, dict) else ():
                home, dot, param = name.rpartition(".")
                found.add((home if dot else self.theatre.policy.name, param))
        return frozenset(found)


def search(theatre: Theatre, quest: Quest, tries: int = TRIES) -> Search:
    """Gives what is found for the gaps of a rule."""
    policy, rule = quest.pair
    trails = trails_of(rule, policy, quest.policies)
    subject = Subject(rule, policy, trails, lexicon_of(rule, policy, quest.policies))
    found = Search(theatre, quest)
    waiting: list[tuple[int, int, Scene, Shown]] = []
    first = opening(theatre)
    for scene in [*([first] if first is not None else []), *scenes(theatre)]:
        for scene_, shown in _tried(scene, found):
            heapq.heappush(waiting, (0, len(found.ways), scene_, shown))
    while waiting and found.open and found.tried < tries:
        _, _, scene, shown = heapq.heappop(waiting)
        for other in moves(scene, subject, theatre, shown.compared):
            for scene_, shown_ in _tried(other, found):
                heapq.heappush(waiting, (scene_.steps, len(found.ways), scene_, shown_))
            if found.tried >= tries:
                break
    return found


def _tried(scene: Scene, found: Search) -> Iterator[tuple[Scene, Shown]]:
    """Tries a scene that wasn't tried; gives it if it goes a way of its own."""
    parts = given_in(scene, found.theatre)
    if parts is None:
        return
    key = "\n".join(f"{name}: {flow(node)}" for name, node in parts.items())
    if key in found.seen:
        return
    found.seen.add(key)
    found.tried += 1
    staged = played(found.theatre, scene)
    if staged is None:
        return
    shown = found.quest.show(staged)
    hit = found.judged(scene, staged, shown, found.open)
    for number in hit.closes:
        known = found.best.get(number)
        if known is None or hit.rank < known.rank:
            found.best[number] = hit
            found.since.setdefault(number, found.tried)
    if shown.signature not in found.ways:
        found.ways.add(shown.signature)
        yield scene, shown


def chosen(found: Search) -> Sequence[Hit]:
    """Gives scenes that together close all that was closed, few and small ones: first those that
    are alone in what they close."""
    left = set(found.best)
    hits: list[Hit] = []
    for hit in found.best.values():
        if hit not in hits:
            hits.append(hit)
    taken: list[Hit] = []
    while left:
        best = min(hits, key=lambda hit: (hit.rank[0] > 0, -len(hit.closes & left), hit.rank))
        if not best.closes & left:
            best = min((hit for hit in hits if hit.closes & left), key=lambda hit: hit.rank)
        taken.append(best)
        left -= best.closes
    return taken
