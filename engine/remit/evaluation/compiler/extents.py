"""Extents: how many elements lists of the data really have, by where they stand.

That is asked where all elements that there are would be too many for each list (`costs.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from remit.evaluation.compiler.code import Steps


def counted(
    places: Iterable[Steps], roots: Mapping[Any, Any], known: dict[Steps, int]
) -> list[int]:
    """Gives how many elements the lists have at each of some places, and one more. Those of the
    world are `known` once they are counted."""
    return [_counted(at, roots, known) for at in places]


def _counted(at: Steps, roots: Mapping[Any, Any], known: dict[Steps, int]) -> int:
    if at[0] is None:
        return max(_counted(each, roots, known) for each in at[1:])
    count = known.get(at)
    if count is None:
        count = 1 + extent(at, roots)
        if not isinstance(at[0], str):
            known[at] = count
    return count


def extent(steps: Steps, roots: Mapping[Any, Any]) -> int:
    """Gives how many elements the lists have, all in all, that stand at some steps in the data."""
    there = [roots[steps[0]]]
    for step in steps[1:]:
        if step is None:
            there = list(_elements(there))
        else:
            there = [each.get(step) for each in there if each.__class__ is dict]
    return sum(1 for _ in _elements(there))


def _elements(lists: Iterable[Any]) -> Iterable[Any]:
    return (element for each in lists if each.__class__ is list for element in each)
