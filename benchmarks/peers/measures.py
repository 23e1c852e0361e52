"""Measures: what was taken of Remit, a peer, or something to compare with, and if it was right."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Literal

from benchmarks.peers.processes import FailedError, Ran
from benchmarks.peers.table import PUBLISHED, RULER_PUBLISHED, RULES, Published, Row

Who = Literal["remit", "peer", "scaled", "reference"]

Verdicts = Mapping[str, Sequence[str]]


@dataclass(slots=True, eq=False)
class Measure:
    """What was taken, run by run; of the `processor`, too, where that may differ. Where verdicts
    were `judged`, `wrong` names the manifests with others than expected; `failed` says why nothing
    was taken."""

    row: Row
    who: Who
    title: str
    unit: str
    remark: str = ""
    values: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    judged: bool = False
    wrong: set[str] = field(default_factory=set)
    failed: str | None = None

    @property
    def median(self) -> float | None:
        return statistics.median(self.values) if self.values else None

    @property
    def worked(self) -> float | None:
        """Gives the median of the processor's time."""
        return statistics.median(self.processor) if self.processor else None

    def took(self, ran: Ran, times: float = 1.0) -> None:
        """Notes what a command took, in a unit of which so many make a second."""
        self.values.append(ran.seconds * times)
        self.processor.append(ran.processor * times)

    @property
    def best(self) -> float | None:
        return min(self.values, default=None)

    def judge(self, verdicts: Verdicts, expected: Verdicts, covers: Set[str] = RULES) -> None:
        """Notes the manifests on which verdicts differ in a rule that can be said."""
        self.judged = True
        for name in expected.keys() | verdicts.keys():
            found = covers.intersection(verdicts.get(name, ()))
            if name not in expected or found != covers.intersection(expected[name]):
                self.wrong.add(name)


@dataclass(frozen=True, slots=True)
class Contestant:
    """A measure, and what takes it once more."""

    measure: Measure
    turn: Callable[[], None]


def in_turn(contestants: Sequence[Contestant], runs: int) -> None:
    """Has all take so many turns; one that fails drops out."""
    for _ in range(runs):
        for each in contestants:
            if each.measure.failed is None:
                try:
                    each.turn()
                except FailedError as error:
                    each.measure.failed = str(error)


def scaled(row: Row, ruler: Measure) -> list[Measure]:
    """Gives what was published of the engines that can't be run, for this machine: by what the
    ruler takes on it, and what was published of that."""
    found = []
    for each in PUBLISHED:
        theirs, published = _figure(each, row), _figure(RULER_PUBLISHED, row)
        if theirs is None or published is None or ruler.median is None:
            continue
        value = theirs if row == "memory" else theirs * ruler.median / published
        said = "as published" if row == "memory" else "scaled"
        remark = f"{said}; {each.remark}" if each.remark else said
        found.append(Measure(row, "scaled", each.title, ruler.unit, remark, [value]))
    return found


def _figure(published: Published, row: Row) -> float | None:
    match row:
        case "evaluation":
            return published.evaluation
        case "files":
            return published.files
        case "one":
            return published.start
        case "memory":
            return published.memory
        case "again" | "join":
            return None
