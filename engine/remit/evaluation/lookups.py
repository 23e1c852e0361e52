"""Lookups: the elements of a long list that matter to a condition which asks for equality.

`x.id == wanted and rest` is false of every element with another id, `x.id == wanted implies rest`
is true of it; so such elements need not be looked at. An index of the list by what is asked of its
elements tells which are left: those with the wanted key, and all whose key is unknown or missing.
It gives no answer where `wanted` is not known, or is of another kind than a key, which is unknown.

The index of a collection, register or param is kept for all subjects; what it took is charged to
each rule that uses it, so that the steps of a rule depend on nothing else. Any other list gets one
when it is looked through for the second time. What explanations look up takes no steps for an
index, and makes none but of what is there for all, so that they cost the same whatever came before.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from msgspec import Struct, field

from remit.evaluation.run import SHORT, Frame, Run
from remit.evaluation.world import ENDLESS, Kept
from remit.manifest.values import Absent, Unknown, Value
from remit.semantics import operations
from remit.semantics.aggregates import same_key
from remit.syntax import tree

LONG = SHORT
"""A list with fewer elements is gone through."""

Evaluate = Callable[[tree.Expression, Frame], Value]

_OF_AN_ELEMENT = frozenset({"path_of", "lower", "upper", "trim", "date", "text", "rank"})
"""The functions that a key may be made by."""


class Search(Struct, frozen=True):
    """What is looked for: the elements of a `source` for which a condition on `name` may be true;
    where it is asked of `every` element, those for which it may not."""

    name: str
    source: tree.Expression
    condition: tree.Expression
    every: bool = False


class _Asked(Struct, frozen=True, eq=False):
    """What a condition asks: the keys of an element, and what each has to equal. A key is `guarded`
    where the condition also asks whether it is present. It holds the condition, as its `id` stands
    for it."""

    condition: tree.Expression
    keys: tuple[tree.Expression, ...]
    wanted: tuple[tree.Expression, ...]
    guarded: tuple[bool, ...]


class _Index(Struct, eq=False):
    """The positions of a list's elements by their keys, and those of `others` that any search has
    to look at; the kinds of keys that there are, and the steps that it took."""

    items: list[Value]
    by_key: dict[tuple[Hashable, ...], list[int]] = field(default_factory=dict)
    others: list[int] = field(default_factory=list)
    kinds: tuple[set[str], ...] = ()
    cost: int = 0


def candidates(
    search: Search, items: list[Value], frame: Frame, evaluate: Evaluate
) -> Iterable[Value]:
    """Gives the elements that matter to a condition, in their order."""
    if len(items) < LONG:
        return items
    return [items[position] for position in positions(search, items, frame, evaluate)]


def positions(
    search: Search, items: list[Value], frame: Frame, evaluate: Evaluate
) -> Sequence[int]:
    """Gives the positions of the elements that have to be looked at, in their order."""
    every = range(len(items))
    if len(items) < LONG:
        return every
    asked = _asked(search, frame)
    if asked is None:
        return every
    wanted = [evaluate(each, frame).data for each in asked.wanted]
    if any(isinstance(data, Absent | Unknown | list | dict) for data in wanted):
        return every
    index = _index(search, asked, items, frame, evaluate)
    if index is None:
        return every
    kinds = [operations.kind(data) for data in wanted]
    if any(known - {kind} for known, kind in zip(index.kinds, kinds, strict=True)):
        return every
    found = index.by_key.get(tuple(map(same_key, wanted)), [])
    return sorted([*found, *index.others]) if index.others else found


def pay(index: _Index, run: Run) -> None:
    """Charges a rule for an index of the world that it uses for the first time."""
    run.sought += 1
    run.last = index
    if id(index) in run.charged:
        return
    run.looked += 1
    run.charged.add(id(index))
    if not run.explaining:
        run.paid += index.cost
        run.spend(index.cost)


# -- what is asked ------------------------------------------------------------------------------


def _asked(search: Search, frame: Frame) -> _Asked | None:
    kept, key = frame.run.world.kept, id(search.condition)
    if key not in kept.asked:
        found = _understood(search, frame)
        kept.asked[key] = found or _Asked(search.condition, (), (), ())
    known: _Asked = kept.asked[key]
    return known if known.keys else None


def _understood(search: Search, frame: Frame) -> _Asked | None:
    parts = tuple(_parts(search))
    present = [operand for part in parts if (operand := _present(part)) is not None]
    pairs = [pair for part in parts if (pair := _pair(part, search, frame)) is not None]
    if not pairs:
        return None
    keys, wanted = zip(*pairs, strict=True)
    return _Asked(search.condition, keys, wanted, tuple(key in present for key in keys))


def _parts(search: Search) -> Iterator[tree.Expression]:
    """Gives the conditions of which one that is false decides: that an element doesn't matter."""
    match search.condition:
        case tree.Implies(left) if search.every:
            yield from left.parts if isinstance(left, tree.And) else (left,)
        case tree.Or(parts) if search.every:
            for part in parts:
                if isinstance(part, tree.Compare) and part.operator == "!=":
                    yield tree.Compare("==", part.left, part.right, span=part.span)
        case tree.And(parts) if not search.every:
            yield from parts
        case condition if not search.every:
            yield condition


def _present(part: tree.Expression) -> tree.Expression | None:
    """Gives what a condition asks to be present, if it does that."""
    if isinstance(part, tree.PresenceTest) and part.operator == "is present":
        return part.operand
    return None


def _pair(
    part: tree.Expression, search: Search, frame: Frame
) -> tuple[tree.Expression, tree.Expression] | None:
    """Gives the key of an element and what it is asked to equal, if a condition asks for that."""
    if not isinstance(part, tree.Compare) or part.operator != "==":
        return None
    for key, wanted in ((part.left, part.right), (part.right, part.left)):
        names = {node.name for node in tree.walk(wanted) if isinstance(node, tree.Name)}
        if search.name not in names and is_key(key, search.name, frame.define):
            return key, wanted
    return None


def is_key(key: tree.Expression, name: str, define: Callable[[str], object]) -> bool:
    """Says whether an expression depends on an element alone, as `define` gives the defines."""
    match key:
        case tree.Name(word):
            return word == name
        case tree.Field(target) | tree.Index(target, tree.Text()):
            return is_key(target, name, define)
        case tree.Default(value, tree.Text() | tree.Number() | tree.Boolean() | tree.Date()):
            return is_key(value, name, define)
        case tree.Call(function, (argument,)) if function in _OF_AN_ELEMENT:
            return define(function) is None and is_key(argument, name, define)
        case _:
            return False


# -- indexes ------------------------------------------------------------------------------------


def _index(
    search: Search, asked: _Asked, items: list[Value], frame: Frame, evaluate: Evaluate
) -> _Index | None:
    run = frame.run
    if _is_common(search.source, frame):
        index = _known(run.world.kept, asked, items)
        if index is None:
            index = _made(search, asked, items, frame, evaluate)
            run.world.kept.indexes[id(items), id(asked)] = index
            run.spend(-index.cost if not run.explaining else 0)
        pay(index, run)
        return index
    if not _is_plain(search.source, frame):
        return None
    run.sought += 1
    run.looked += 1
    if run.explaining:
        return None
    key = id(items), id(asked)
    if key not in run.kept.indexes:
        # perhaps it is looked through only once
        run.kept.indexes[key] = _Index(items)
        return None
    index = _known(run.kept, asked, items)
    if index is None or not index.kinds:
        index = run.kept.indexes[key] = _made(search, asked, items, frame, evaluate)
    return index


def _known(kept: Kept, asked: _Asked, items: list[Value]) -> _Index | None:
    index: _Index | None = kept.indexes.get((id(items), id(asked)))
    return index if index is not None and index.items is items else None


def _made(
    search: Search, asked: _Asked, items: list[Value], frame: Frame, evaluate: Evaluate
) -> _Index:
    """Makes an index, out of the steps of the rule unless it explains."""
    run = frame.run
    index = _Index(items, kinds=tuple(set() for _ in asked.keys))
    left = run.steps
    before = run.steps = ENDLESS if run.explaining else left
    for position, item in enumerate(items):
        inner = frame.binding(search.name, item)
        run.spend(1)
        _enter(index, position, [evaluate(key, inner) for key in asked.keys], asked)
    index.cost = before - run.steps
    run.steps = left if run.explaining else run.steps
    return index


def _enter(index: _Index, position: int, found: Sequence[Value], asked: _Asked) -> None:
    keys: list[Hashable] = []
    for value, guarded, kinds in zip(found, asked.guarded, index.kinds, strict=True):
        data = value.data
        if isinstance(data, Absent) and guarded:
            return
        if isinstance(data, Absent | Unknown | list | dict):
            index.others.append(position)
            return
        kinds.add(operations.kind(data))
        keys.append(same_key(data))
    index.by_key.setdefault(tuple(keys), []).append(position)


# -- sources ------------------------------------------------------------------------------------


def _root(source: tree.Expression) -> str | None:
    """Gives the name that a plain path begins with, None for anything else."""
    match source:
        case tree.Name(name):
            return name
        case tree.Field(target) | tree.Index(target, tree.Text() | tree.Number()):
            return _root(target)
        case tree.Default(value, tree.ListLiteral(())):
            return _root(value)
        case _:
            return None


def _is_common(source: tree.Expression, frame: Frame) -> bool:
    """Says whether a list is a part of what is there for all subjects."""
    name = _root(source)
    if name is None or name in frame.names or frame.define(name) is not None:
        return False
    return name not in (frame.run.policy.kind, "baseline")


def _is_plain(source: tree.Expression, frame: Frame) -> bool:
    """Says whether a list is the same one whenever its expression is evaluated."""
    name = _root(source)
    return name is not None and (name in frame.names or frame.define(name) is None)
