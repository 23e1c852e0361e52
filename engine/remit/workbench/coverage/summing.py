"""Summing up: what is demanded of tests, held against what was seen in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from remit.workbench.coverage.decisions import Mark
from remit.workbench.coverage.demands import Demand, Demanded
from remit.workbench.visiting import Unit


class Missing(Struct, frozen=True):
    """A demand that was not met; `hidden` where the outcome was seen, but never decided."""

    demand: Demand
    hidden: bool

    def told(self) -> str:
        """Gives in words what was not seen."""
        word = _WORDS[self.demand.outcome]
        return f"{word}, but never decides" if self.hidden else f"never {word}"


class Covered(Struct, frozen=True):
    """A rule or define, and what of its demands is missing."""

    unit: Unit
    demands: tuple[Demand, ...]
    missing: tuple[Missing, ...]

    @property
    def total(self) -> int:
        """Gives how much is demanded."""
        return len(self.demands)


class Coverage(Struct, frozen=True):
    """What was seen of all rules and defines, in the order of the files."""

    units: tuple[Covered, ...]

    @property
    def total(self) -> int:
        """Gives how much is demanded."""
        return sum(each.total for each in self.units)

    @property
    def met(self) -> int:
        """Gives how much of it was seen."""
        return self.total - sum(len(each.missing) for each in self.units)


def covered(wanted: Sequence[Demanded], marks: Iterable[Mark]) -> Coverage:
    """Gives what was seen of some rules and defines."""
    seen = frozenset(marks)
    return Coverage(
        tuple(Covered(e.unit, e.demands, tuple(_missing(e.demands, seen))) for e in wanted)
    )


def _missing(demands: Iterable[Demand], seen: frozenset[Mark]) -> Iterator[Missing]:
    for demand in demands:
        if demand.mark() not in seen:
            yield Missing(demand, demand.mark(decides=False) in seen)


def percent(met: int, total: int) -> str:
    """Gives a share as text; only all of it is 100 %."""
    if met == total:
        return "100 %"
    tenths = met * 1000 // total
    return f"{tenths // 10}.{tenths % 10} %"


_WORDS = {
    "true": "true",
    "false": "false",
    "undecided": "undecided",
    "empty": "without an element",
    "some": "with an element",
}
