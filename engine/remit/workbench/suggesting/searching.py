"""Searching: the scenes that close the gaps of a rule, found by changing what the rule reads.

The search begins with what the cases of a file come to, and changes one thing at a time. Where a
change makes the rule go a way that it hasn't gone before, the scene is changed further: so a gap
that takes several changes is found without trying all of their combinations. Those are tried last.
It ends when all gaps are closed, or after so much work; it knows no clock, so that it finds the
same again.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import Struct, field

from remit.workbench.runner import evaluate
from remit.workbench.suggesting.gaps import Quest, Shown
from remit.workbench.suggesting.lexicon import lexicon_of
from remit.workbench.suggesting.moves import Subject, moves, trails_of
from remit.workbench.suggesting.nodes import size
from remit.workbench.suggesting.scenes import Scene, Theatre, faults, opening, played, scenes
from remit.workbench.suggesting.values import MOST
from remit.workbench.suggesting.writing import flow, given_in
from remit.workbench.surroundings import Stage

WORK = 12_000_000
"""So much is done for a rule at most, in steps of the interpreter."""
_SCENE = 2_000
"""What it takes to set up a scene."""
_LATER = 7
"""So many turns later scenes are changed further in which the rule goes no new way,"""
_BLIND = 2_000_000
"""and only until so much is done."""
_GLANCE = 8
"""So many variants of a scene are tried in each place before those of other scenes."""
_LONGER = 300
"""So many more are tried for one in which no other rule fails."""


class Hit(Struct, frozen=True, eq=False):
    """A scene that closes gaps, by their numbers; the lower its `rank`, the better it would do as a
    case."""

    scene: Scene
    closes: frozenset[int]
    rank: tuple[int, ...]


_Waiting = tuple[int, int, int, Scene, Shown, bool]


class Search(Struct, eq=False, dict=True):
    """What was tried so far, and the best that was found for each gap; on some days it `turns` out
    otherwise."""

    theatre: Theatre
    quest: Quest
    turns: frozenset[date] = frozenset()
    best: dict[int, Hit] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    ways: set[object] = field(default_factory=set)
    since: dict[int, int] = field(default_factory=dict)
    tried: int = 0
    work: int = 0

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
        others = 10 * faults(staged, scene) + sum(
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


def search(theatre: Theatre, quest: Quest) -> Search:
    """Gives what is found for the gaps of a rule."""
    policy, rule = quest.pair
    trails = trails_of(rule, policy, quest.policies)
    subject = Subject(rule, policy, trails, lexicon_of(rule, policy, quest.policies))
    found = Search(theatre, quest, frozenset(subject.lexicon.turns))
    waiting: list[_Waiting] = []
    first = opening(theatre)
    for scene in [*([first] if first is not None else []), *scenes(theatre)]:
        for shown, is_new in _tried(scene, found):
            if is_new:
                heapq.heappush(waiting, (0, found.tried, _GLANCE, scene, shown, False))
    while waiting and found.open and found.work < WORK:
        turn, number, most, scene, shown, blind = heapq.heappop(waiting)
        if blind and found.work >= _BLIND:
            continue
        for other in moves(scene, subject, theatre, shown.compared, most):
            for seen, is_new in _tried(other, found):
                later = 2 * other.steps if is_new else 2 * other.steps + _LATER
                heapq.heappush(waiting, (later, found.tried, _GLANCE, other, seen, not is_new))
            if found.work >= WORK or not found.open:
                break
        if most == _GLANCE:
            heapq.heappush(waiting, (turn + 3, number, MOST, scene, shown, blind))
    return found


def _tried(scene: Scene, found: Search) -> Iterator[tuple[Shown, bool]]:
    """Tries a scene that wasn't tried; gives what it shows, and whether the rule goes a new way."""
    parts = given_in(scene, found.theatre)
    if parts is None:
        return
    key = "\n".join(f"{name}: {flow(node)}" for name, node in parts.items())
    if key in found.seen:
        return
    found.seen.add(key)
    found.tried += 1
    staged = played(found.theatre, scene)
    found.work += _SCENE
    if staged is None:
        return
    shown = found.quest.show(staged)
    found.work += shown.watch.steps * (2 + len(found.open))
    hit = found.judged(scene, staged, shown, found.open)
    for number in hit.closes:
        known = found.best.get(number)
        if known is None or hit.rank < known.rank:
            found.best[number] = hit
            found.since.setdefault(number, found.tried)
    day = staged.world.today
    turned = tuple(max(-2, min((day - turn).days, 1)) for turn in sorted(found.turns))
    way = (scene.change, turned, shown.signature)
    if not faults(staged, scene):
        yield shown, way not in found.ways
        found.ways.add(way)


def likeliest(found: Search, left: frozenset[int]) -> Hit | None:
    """Gives the scene to take next for the gaps that are left: one that closes many, and in which
    no other rule fails; None where none closes any."""
    hits = [hit for number, hit in sorted(found.best.items()) if hit.closes & left]
    return min(
        hits, key=lambda hit: (hit.rank[0] > 0, -len(hit.closes & left), hit.rank), default=None
    )
