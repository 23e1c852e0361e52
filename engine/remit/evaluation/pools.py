"""Pools: what is made of the things that are there for all subjects, kept for all of them.

What a rule makes of a collection often depends on a few values of the subject: who else uses a team
depends on the team. It is kept by these, with the steps that it took, and recalled for as many
wherever it would be made again of the same; so a rule that looks at all members of a collection for
each of them doesn't take a time that is squared. What depends on a value only by `x.id != value` is
kept for all such values (`others.py`).

Nothing is kept that looked things up more than once, since an index is charged to each rule that
uses it, or in a list that is there for one subject alone.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from msgspec import Struct, field

from remit.evaluation.dependence import Around, Dependence, Sight, dependence
from remit.evaluation.lookups import pay
from remit.evaluation.others import Among, among, without
from remit.evaluation.run import Frame, Meaning, Run
from remit.evaluation.world import CHARACTERS, ENDLESS
from remit.manifest.values import Data, Value
from remit.syntax import tree

MOST = 200_000
"""So many elements are kept of an expression; then all are forgotten."""

TRIED = 64
"""What was kept so often, and hardly ever recalled, isn't kept any more."""

Make = Callable[[Any, Frame], Value]


class Made(Struct, frozen=True, eq=False):
    """What came of an expression, the steps that it took but for those of an index, and the index
    that it looked something up in; also what came of each element, where one value counts only for
    what is other than it."""

    value: Value
    cost: int
    index: Any
    among: Among | None = None


class Pool(Struct, eq=False):
    """An expression, what it depends on, and what came of it by that."""

    expression: tree.Expression
    dependence: Dependence | None
    worth: bool
    made: dict[Hashable, Made] = field(default_factory=dict)
    size: int = 0
    kept: int = 0
    recalled: int = 0

    @property
    def is_kept(self) -> bool:
        """Says whether it is worth to keep what comes of it, and recalled now and then."""
        return self.worth and (self.kept < TRIED or self.recalled * 4 >= self.kept)

    def keep(self, key: Hashable, made: Made) -> None:
        """Keeps what came of it."""
        data = made.value.data
        self.size += 1 + (len(data) if isinstance(data, list) else 0)
        self.size += len(made.among.items) if made.among is not None else 0
        if self.size > MOST:
            self.made.clear()
            self.size = 0
        self.made[key] = made
        self.kept += 1


def found(expression: Any, frame: Frame, make: Make, meaning: Meaning) -> Value:
    """Gives the value of an expression, which is made, or was before for other subjects."""
    known = _known(expression, frame)
    on = known.dependence
    key = _key(on, frame, meaning) if on is not None and known.is_kept else None
    if on is None or key is None:
        return make(expression, frame)
    other = _other(on, frame, meaning)
    made = known.made.get(key)
    if made is not None:
        known.recalled += 1
        again = _recalled(made, other, expression, frame, meaning)
        return again if again is not None else make(expression, frame)
    run = frame.run
    before = run.steps, run.paid, run.sought
    run.last, noted = None, None
    if on.other is None:
        value = make(expression, frame)
    else:
        value, noted = among(expression, on.other, other, frame, meaning)
    if on.other is None or noted is not None:
        _keep(known, key, value, noted, before, run)
    return value


def _known(expression: tree.Expression, frame: Frame) -> Pool:
    kept = frame.run.world.kept.pools
    known: Pool | None = kept.get(id(expression))
    if known is None:
        on = dependence(expression, _around(frame), _sight(frame))
        worth = _is_worth(expression)
        known = kept[id(expression)] = Pool(expression, on, worth)
    return known


def _around(frame: Frame) -> Around:
    """Gives the names that stand for something of the subject in a frame."""
    world = frame.run.world
    roots = frozenset({frame.run.policy.kind, "baseline"})
    far = frozenset({*world.collections, *world.registers})
    return Around(roots, frozenset(frame.names), frozenset(frame.lets), far)


def _sight(frame: Frame) -> Sight:
    def define(name: str) -> tuple[tree.Define, Sight] | None:
        found = frame.define(name)
        return (found[0], _sight(Frame(frame.run, found[1]))) if found is not None else None

    return Sight(define)


def _is_worth(expression: tree.Expression) -> bool:
    """Says whether an expression does much by itself; most calls don't."""
    if not isinstance(expression, tree.Call):
        return True
    return any(isinstance(each, tree.Comprehension) for each in expression.arguments[:1])


def _keep(
    known: Pool,
    key: Hashable,
    value: Value,
    noted: Among | None,
    before: tuple[int, int, int],
    run: Run,
) -> None:
    """Keeps a value that takes the same steps whenever it is made."""
    steps, paid, sought = before
    times = run.sought - sought
    if times > 1 or (times and run.last is None):
        return
    index = run.last if times else None
    made = Made(value, steps - run.steps - (run.paid - paid), index, noted)
    known.keep(key, made)
    run.handed.add(id(made))


def _recalled(
    made: Made, other: Hashable, expression: Any, frame: Frame, meaning: Meaning
) -> Value | None:
    """Gives what was kept, for as many steps as it takes to make it; a list that the same rule gets
    twice is another one, as if it were made, since it gets an index of its own."""
    run, more = frame.run, 0
    if made.among is not None:
        found = without(made.among, expression, other, frame, meaning)
        if found is None:
            return None
        value, more = Value(found[0]), found[1]
    elif isinstance(made.value.data, list) and id(made) in run.handed:
        value = Value(list(made.value.data))
    else:
        value = made.value
        run.handed.add(id(made))
    if made.index is not None:
        pay(made.index, run)
    run.spend(made.cost + more)
    return value


# -- what it depends on -------------------------------------------------------------------------


def _key(on: Dependence, frame: Frame, meaning: Meaning) -> Hashable | None:
    """Gives what tells the values that an expression depends on, None where they tell too little;
    that takes no steps. Of a value that others are compared with it tells the kind."""
    run = frame.run
    left, run.steps = run.steps, ENDLESS
    try:
        found = list(_keys(on, frame, meaning))
    finally:
        run.steps = left
    return None if None in found else tuple(found)


def _keys(on: Dependence, frame: Frame, meaning: Meaning) -> Iterator[Hashable | None]:
    for expression in on.values:
        told = _told(meaning.evaluate(expression, frame).data)
        yield told if told is not None else _of_let(expression, frame, meaning)
    for name in on.lists:
        yield _of_let(name, frame, meaning)
    if on.other is not None:
        data: Any = meaning.evaluate(on.other.wanted, frame).data
        is_long = isinstance(data, str) and len(data) >= CHARACTERS
        yield data.__class__ if _told(data) is not None and not is_long else None


def _of_let(name: tree.Expression, frame: Frame, meaning: Meaning) -> Hashable | None:
    """What a `let` came to is told by what that depends on."""
    if not isinstance(name, tree.Name) or name.name not in frame.lets:
        return None
    expression, behind = frame.lets[name.name]
    on = _known(expression, behind).dependence
    key = _key(on, behind, meaning) if on is not None else None
    if on is None or key is None:
        return None
    return key, _other(on, behind, meaning)


def _other(on: Dependence, frame: Frame, meaning: Meaning) -> Any:
    """Gives the value that others are compared with, which takes no steps; None without one."""
    if on.other is None:
        return None
    run = frame.run
    left, run.steps = run.steps, ENDLESS
    try:
        return meaning.evaluate(on.other.wanted, frame).data
    finally:
        run.steps = left


def _told(data: Data) -> tuple[type, Hashable] | None:
    """Gives what tells a scalar from all others."""
    if isinstance(data, datetime):
        return data.__class__, data.isoformat()
    if isinstance(data, str | bool | int | Fraction | date):
        return data.__class__, data
    return None
