"""Sessions: a program in one world, and whether what it is asked about is too much for it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from remit.evaluation.compiler.extents import counted
from remit.evaluation.compiler.loading import Check, Loaded, most_steps
from remit.evaluation.compiler.shelf import Need, Program
from remit.manifest.measured import Measured, both

if TYPE_CHECKING:
    from remit.evaluation.compiler.code import Steps
    from remit.evaluation.courts import Court

NONE: frozenset[int] = frozenset()

Closely = Callable[[], tuple[Measured, Any, Any]]
"""Measures a subject closely, and gives its data and that of its baseline."""

_SMALLEST = Measured(None, -1, -1, -1)


class Session(Struct, eq=False, dict=True):
    """A program in a world, which gets to work when it is asked for a check. Data of a `fitting`
    size is never too much for it; data of one that is `doubtful`, or larger, may be. `counts` are
    known of the world's lists."""

    program: Program
    loaded: Loaded
    needs: Mapping[Need, Measured]
    court: Court
    fitting: Measured = field(default_factory=lambda: _SMALLEST)
    doubtful: Measured | None = None
    counts: dict[Steps, int] = field(default_factory=dict)

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Gives the number of each rule in the program."""
        return {rule: number for number, rule in enumerate(self.program.rules)}

    @cached_property
    def size(self) -> Measured:
        """Gives the size of all that it is given, with one more element."""
        needs = self.needs.values()
        return functools.reduce(both, needs, Measured(None, 1, 1, 0))

    def unfit(self, size: Measured, closely: Closely) -> frozenset[int]:
        """Gives the rules for which the interpreter might take more steps than it may, with a
        subject of a size; if that seems so, it is asked `closely`."""
        if _is_within(size, self.fitting):
            return NONE
        if self.doubtful is None or not _is_within(self.doubtful, size):
            wider = _wider(size, self.fitting)
            if not self._beyond(wider):
                self.fitting = wider
                return NONE
            if not self._beyond(size):
                return NONE
            self.doubtful = size
        return self._really_beyond(*closely())

    def _really_beyond(self, size: Measured, own: Any, before: Any) -> frozenset[int]:
        """The same by how many elements the lists of a subject and of its baseline really have."""
        roots = {**self.given, "m": own, "b": before}
        return self._beyond(size, counted(self.loaded.places, roots, self.counts))

    def _beyond(self, size: Measured, counts: Sequence[int] = ()) -> frozenset[int]:
        """The rules for which data of a size, with all that is given, may be too much."""
        most = most_steps(self.loaded, both(self.size, size), counts)
        limit = self.court.world.steps
        return frozenset(number for number, steps in enumerate(most) if steps > limit)

    @cached_property
    def given(self) -> Mapping[Any, Any]:
        """Gives the data that the world hands in."""
        return {need: found.data for need, found in self.needs.items()}

    @cached_property
    def check(self) -> Check:
        """Gives the function that says which bindings of a subject pass."""
        return self.loaded.bind(self.given, _Paths(self.court), self.court.exists)


def _is_within(size: Measured, other: Measured) -> bool:
    return (
        size.elements <= other.elements
        and size.entries <= other.entries
        and size.longest <= other.longest
    )


def _wider(size: Measured, other: Measured) -> Measured:
    return Measured(
        None,
        max(size.elements, other.elements),
        max(size.entries, other.entries),
        max(size.longest, other.longest),
    )


class _Paths:
    """The paths of the members of collections, looked up only where a rule asks for one."""

    def __init__(self, court: Court) -> None:
        self._court = court

    def __getitem__(self, data: int) -> str:
        return self._court.paths[data]
