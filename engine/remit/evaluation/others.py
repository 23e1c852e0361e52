"""Others: a list of all elements but those with a certain key, made of the same list for another.

What comes of `[x.name for x in xs where x.id != id and rest]` differs, for two ids, only in what
comes of the elements that have one of them. So these are looked at, and the others recalled. The
steps are those that it takes to look at all.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from msgspec import Struct, field

from remit.evaluation.dependence import Other
from remit.evaluation.lookups import Search, candidates
from remit.evaluation.run import Frame, Meaning
from remit.evaluation.world import ENDLESS, KEPT, Kept
from remit.manifest.values import Absent, Unknown, Value
from remit.semantics.aggregates import same_key
from remit.syntax import tree


class Among(Struct, frozen=True, eq=False):
    """The elements that were looked at for one key, what came of each that was taken, and its
    steps; how many were taken before each, and the positions by key."""

    wanted: Any
    items: list[Value]
    costs: list[int]
    found: dict[int, Value] = field(default_factory=dict)
    by_key: dict[Hashable, list[int]] = field(default_factory=dict)
    before: list[int] = field(default_factory=list)


def among(
    made: tree.Comprehension, other: Other, wanted: Any, frame: Frame, meaning: Meaning
) -> tuple[Value, Among | None]:
    """Makes a list as the interpreter does, and tells what came of each element; None where that
    took steps that may depend on what came before."""
    run, generator = frame.run, made.generators[0]
    name, where = generator.name.text, generator.where
    items = meaning.elements(generator.items, frame)
    if isinstance(items, Unknown) or where is None:
        return Value(items), None
    search = Search(name, generator.items, where)
    noted = Among(wanted, list(candidates(search, items, frame, meaning.evaluate)), [])
    sought, taken = run.sought, list[int]()
    for position, item in enumerate(noted.items):
        before = run.steps
        outcome = meaning.truth(where, frame.binding(name, item))
        if isinstance(outcome, Unknown):
            return Value(outcome), None
        noted.costs.append(before - run.steps)
        noted.before.append(len(taken))
        if outcome:
            taken.append(position)
    for position in taken:
        before = run.steps
        run.spend(1)
        run.spend(KEPT)
        inner = frame.binding(name, noted.items[position])
        noted.found[position] = meaning.evaluate(made.element, inner)
        noted.costs[position] += before - run.steps
    value = Value(list(noted.found.values()))
    if run.sought != sought:
        return value, None
    _enter_keys(noted, name, other.key, frame, meaning)
    return value, noted


def _enter_keys(
    noted: Among, name: str, key: tree.Expression, frame: Frame, meaning: Meaning
) -> None:
    """Finds the positions by key, which takes no steps; an element without one stays as it is."""
    left, frame.run.steps = frame.run.steps, ENDLESS
    for position, item in enumerate(noted.items):
        data = meaning.evaluate(key, frame.binding(name, item)).data
        if not isinstance(data, Absent | Unknown | list | dict):
            noted.by_key.setdefault(same_key(data), []).append(position)
    frame.run.steps = left


def without(
    noted: Among, made: tree.Comprehension, wanted: Any, frame: Frame, meaning: Meaning
) -> tuple[list[Value], int] | None:
    """Gives the list for another key, and how many steps more it takes than for the first; None
    where only the interpreter can tell."""
    if wanted == noted.wanted:
        return list(noted.found.values()), 0
    run = frame.run
    keys = {same_key(noted.wanted), same_key(wanted)}
    apart = sorted({at for key in keys for at in noted.by_key.get(key, ())})
    # what is looked at here may have to be looked at as if it were not
    before = run.steps, run.kept, run.charged, run.looked, run.sought
    run.steps, run.kept, run.charged = ENDLESS, Kept(), set(run.charged)
    changed = [_looked_at(noted.items[at], made, frame, meaning) for at in apart]
    is_same = run.sought == before[-1]
    cost = ENDLESS - run.steps - sum(noted.costs[at] for at in apart)
    run.steps, run.kept, run.charged, run.looked, run.sought = before
    if not is_same or any(isinstance(each, Unknown) for each in changed):
        return None
    found = list(noted.found.values())
    for at, each in zip(reversed(apart), reversed(changed), strict=True):
        position = noted.before[at]
        here = [each] if isinstance(each, Value) else []
        found[position : position + (at in noted.found)] = here
    return found, cost


def _looked_at(
    item: Value, made: tree.Comprehension, frame: Frame, meaning: Meaning
) -> Value | Unknown | None:
    """Gives what comes of an element, None where it isn't taken."""
    generator = made.generators[0]
    assert generator.where is not None
    inner = frame.binding(generator.name.text, item)
    outcome = meaning.truth(generator.where, inner)
    if outcome is not True:
        return outcome or None
    frame.run.spend(1)
    frame.run.spend(KEPT)
    return meaning.evaluate(made.element, inner)
