"""Blame: the least part of a condition that explains its outcome.

It walks the condition again, now that the outcome is known, and evaluates the parts once more. Of
`and` it keeps the parts that failed, of `or` all, of `implies` the consequent first, of `every` the
elements that failed; names bound by `let` and defines are looked into.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from remit.evaluation.interpreter import elements, evaluate, inside, truth
from remit.evaluation.lookups import Search, candidates
from remit.evaluation.run import Frame, Noted
from remit.evaluation.told import SHOWN
from remit.manifest.values import Absent, Spot, Unknown, Value
from remit.semantics.comparisons import Truth
from remit.syntax import tree


class Leaf(Struct, frozen=True):
    """A value that decided, as the rule names it; `spot` is where it stands, or what it was made
    from. Where it is `replaced`, a default was taken in its place."""

    name: str
    value: Value
    spot: Spot | None
    replaced: bool = False

    @property
    def undecided(self) -> bool:
        """Says whether nothing can be decided with the value."""
        return not self.replaced and isinstance(self.value.data, Absent | Unknown)


class Atom(Struct, frozen=True):
    """A part of a condition with the values that decided it; `more` elements are left out. `cause`
    is the spot of what leaves it undecided, where that is known."""

    condition: str
    leaves: tuple[Leaf, ...]
    more: int = 0
    cause: Spot | None = None


def blame(condition: tree.Expression, frame: Frame, outcome: Truth) -> list[Atom]:
    """Gives the parts that explain why a condition has its outcome."""
    match condition:
        case tree.And(parts):
            return _parts(parts, frame, outcome, wins=False)
        case tree.Or(parts):
            return _parts(parts, frame, outcome, wins=True)
        case tree.Not(operand):
            return blame(operand, frame, outcome if isinstance(outcome, Unknown) else not outcome)
        case tree.Implies(left, right):
            return _implies(left, right, frame, outcome)
        case tree.Quantified():
            return _quantified(condition, frame, outcome)
        case tree.Name(name) if name in frame.lets:
            return blame(*frame.lets[name], outcome)
        case tree.Call(name) if _is_table(name, frame):
            return [_atom(condition, frame, outcome)]
        case tree.Name(name) | tree.Call(name) if (define := frame.define(name)) is not None:
            return blame(define[0].body, _body_frame(condition, define[0], frame), outcome)
        case _:
            return [_atom(condition, frame, outcome)]


def leaves_of(expression: tree.Expression, frame: Frame) -> list[Leaf]:
    """Gives the values that an expression is made of, as the rule names them."""
    return _distinct(_leaves(expression, frame))


def _body_frame(node: tree.Expression, define: tree.Define, frame: Frame) -> Frame:
    if isinstance(node, tree.Call):
        return inside(node, define, frame)
    return Frame(frame.run, frame.home(define.name.text))


def _parts(
    parts: tuple[tree.Expression, ...], frame: Frame, outcome: Truth, *, wins: bool
) -> list[Atom]:
    """Explains `and` (wins False) and `or` (wins True): the parts with the outcome itself."""
    found: list[Atom] = []
    for part in parts:
        each = truth(part, frame)
        same = isinstance(each, Unknown) if isinstance(outcome, Unknown) else each is outcome
        if same or (outcome is not wins and not isinstance(outcome, Unknown)):
            found.extend(blame(part, frame, each))
    return found


def _implies(
    left: tree.Expression, right: tree.Expression, frame: Frame, outcome: Truth
) -> list[Atom]:
    given, then = truth(left, frame), truth(right, frame)
    if isinstance(outcome, Unknown):
        undecided = [(s, t) for s, t in ((right, then), (left, given)) if isinstance(t, Unknown)]
        return [atom for side, each in undecided for atom in blame(side, frame, each)]
    if outcome:
        return blame(left, frame, given) if given is False else blame(right, frame, then)
    return blame(right, frame, then) + blame(left, frame, given)


_GUILTY: dict[tuple[str, bool], bool] = {
    ("some", True): True,
    ("every", False): False,
    ("no", False): True,
}
"""Which elements explain a decided quantifier: those with this outcome; else its list does."""


def _quantified(condition: tree.Quantified, frame: Frame, outcome: Truth) -> list[Atom]:
    noted = frame.run.noted.get((id(condition), id(frame)))
    if noted is not None:
        frame.run.spend(noted.cost)
    items = noted.value.data if noted is not None else elements(condition.items, frame)
    if not isinstance(items, list):
        return [_atom(condition, frame, outcome, condition.items)]
    guilty: list[tuple[Frame, Truth]] = []
    for inner, each in _outcomes(condition, items, frame, noted):
        if isinstance(outcome, Unknown):
            explains = isinstance(each, Unknown)
        else:
            explains = each is _GUILTY.get((condition.quantifier, outcome))
        if explains:
            guilty.append((inner, each))
    if not guilty:
        return [_atom(condition, frame, outcome, condition.items)]
    atoms = [a for inner, each in guilty[:SHOWN] for a in blame(condition.condition, inner, each)]
    more = max(0, len(guilty) - SHOWN)
    return [*atoms[:-1], replace(atoms[-1], more=atoms[-1].more + more)]


def _outcomes(
    condition: tree.Quantified, items: list[Value], frame: Frame, noted: Noted | None
) -> Iterator[tuple[Frame, Truth]]:
    """Gives what comes of each element; where that was noted, the steps are taken once more."""
    known = noted.elements if noted is not None else []
    for inner, each, cost in known:
        frame.run.spend(cost)
        yield inner, each
    every = condition.quantifier == "every"
    search = Search(condition.name.text, condition.items, condition.condition, every)
    for item in itertools.islice(candidates(search, items, frame, evaluate), len(known), None):
        inner = frame.binding(condition.name.text, item)
        yield inner, truth(condition.condition, inner)


def _atom(
    condition: tree.Expression,
    frame: Frame,
    outcome: Truth,
    shown: tree.Expression | None = None,
) -> Atom:
    """Gives a condition with the values of its operands; the missing ones first."""
    leaves = _distinct(_leaves(shown or condition, frame))
    if not isinstance(outcome, Unknown):
        return Atom(frame.written(condition), tuple(leaves))
    leaves.sort(key=lambda leaf: not leaf.undecided)
    return Atom(frame.written(condition), tuple(leaves), cause=outcome.spot)


def _distinct(leaves: Iterator[Leaf]) -> list[Leaf]:
    found: dict[tuple[str, tuple[str | int, ...]], Leaf] = {}
    for leaf in leaves:
        own, spot = leaf.value.spot, leaf.spot
        if own is None or own.parent is not None or not isinstance(leaf.value.data, dict):
            found.setdefault((leaf.name, spot.keys() if spot is not None else ()), leaf)
    return list(found.values())


def _leaves(expression: tree.Expression, frame: Frame) -> Iterator[Leaf]:
    match expression:
        case tree.Field(target):
            yield from _of_field(expression, target, frame)
        case tree.Text() | tree.Number() | tree.Boolean() | tree.Date() | tree.Duration():
            return
        case tree.Compare(_, left, right):
            for side in (left, right):
                yield from _leaves(side, frame)
        case tree.Name(name) if name in frame.lets:
            yield _computed(expression, frame, _leaves(*frame.lets[name]))
        case tree.Call(name, arguments) if _is_table(name, frame):
            yield from _read_off(expression, arguments, frame, frame)
        case tree.Name(name) | tree.Call(name) if (define := frame.define(name)) is not None:
            inner = _body_frame(expression, define[0], frame)
            yield _computed(expression, frame, _leaves(define[0].body, inner))
        case tree.Index(_, key):
            yield _computed(expression, frame, _leaves(key, frame))
            yield from _leaves(key, frame)
        case tree.Default(value, fallback):
            replaced = isinstance(evaluate(value, frame).data, Absent)
            for leaf in _leaves(value, frame):
                yield replace(leaf, replaced=True) if replaced else leaf
            if replaced:
                yield from _leaves(fallback, frame)
        case tree.Comprehension(_, generators):
            yield _computed(expression, frame, _leaves(generators[0].items, frame))
        case tree.Sort(_, items) | tree.Find(_, items) | tree.Quantified(_, _, items):
            yield _computed(expression, frame, _leaves(items, frame))
        case tree.Call(_, (tree.Comprehension(_, generators), *_)):
            yield _computed(expression, frame, _leaves(generators[0].items, frame))
        case tree.PresenceTest(_, operand) | tree.Not(operand):
            yield from _leaves(operand, frame)
        case tree.Call() | tree.Arithmetic() | tree.Negative():
            before = frame.run.steps
            found = evaluate(expression, frame)
            if not isinstance(found.data, Unknown):
                frame.run.spend(before - frame.run.steps)  # as if it were computed once more
                yield _leaf(expression, found, frame)
            yield from _below(expression, frame)
        case tree.Name():
            yield _leaf(expression, evaluate(expression, frame), frame)
        case _:
            yield from _below(expression, frame)


def _of_field(field: tree.Field, target: tree.Expression, frame: Frame) -> Iterator[Leaf]:
    """Gives a field; of what a decision table gives, be it under a name, with its inputs."""
    there = frame
    while isinstance(target, tree.Name) and target.name in there.lets:
        target, there = there.lets[target.name]
    if isinstance(target, tree.Call) and _is_table(target.function, there):
        yield from _read_off(field, target.arguments, there, frame)
    else:
        yield _leaf(field, evaluate(field, frame), frame)


def _read_off(
    expression: tree.Expression,
    inputs: tuple[tree.Expression, ...],
    there: Frame,
    frame: Frame,
) -> Iterator[Leaf]:
    """Gives what a decision table gives, and the inputs for which it does, from where it is
    called."""
    found = [leaf for each in inputs for leaf in _leaves(each, there)]
    yield _computed(expression, frame, iter(found))
    yield from found


def _leaf(node: tree.Expression, value: Value, frame: Frame, source: Spot | None = None) -> Leaf:
    """Gives a value as a leaf; `source` is where it was made from, if it stands nowhere itself."""
    data = value.data if not value.nested else None
    if isinstance(data, Unknown) and data.spot is not None:
        return Leaf(frame.written(node), value, data.spot)
    return Leaf(frame.written(node), value, value.spot or source)


def _is_table(name: str, frame: Frame) -> bool:
    define = frame.define(name)
    return define is not None and isinstance(define[0].body, tree.Decision)


def _below(expression: tree.Expression, frame: Frame) -> Iterator[Leaf]:
    for child in tree.children(expression):
        if isinstance(child, tree.Expression):
            yield from _leaves(child, frame)


def _computed(expression: tree.Expression, frame: Frame, sources: Iterator[Leaf]) -> Leaf:
    """Gives a computed value; its place is that of the first value that it was made from."""
    value = evaluate(expression, frame)
    if value.spot is not None:
        return _leaf(expression, value, frame)
    place = next((leaf.spot for leaf in sources if leaf.spot is not None), None)
    return _leaf(expression, value, frame, place)
