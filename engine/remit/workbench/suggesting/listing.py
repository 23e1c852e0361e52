"""The list of what is suggested: cases to add, and the gaps for which none was found."""

from __future__ import annotations

from msgspec import Struct

from remit.workbench.suggesting.gaps import Gap
from remit.workbench.suggesting.suggestions import Suggestion


class Advice(Struct, frozen=True, eq=False):
    """All gaps, the cases that close some of them by their numbers, and how many were tried."""

    gaps: tuple[Gap, ...] = ()
    cases: tuple[Suggestion, ...] = ()
    tried: int = 0

    @property
    def open(self) -> list[Gap]:
        """Gives the gaps that no case closes."""
        closed = frozenset(number for case in self.cases for number in case.closes)
        return [gap for number, gap in enumerate(self.gaps) if number not in closed]

    def closed(self, case: Suggestion) -> list[Gap]:
        """Gives the gaps that a case closes."""
        return [self.gaps[number] for number in sorted(case.closes)]
