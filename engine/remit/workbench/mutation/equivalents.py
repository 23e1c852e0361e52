"""Equivalents: mutants that no case can tell from the rule, as far as types, enums and intervals
show; no solver."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from msgspec.structs import replace

from remit.governance.law import Law
from remit.semantics.assumptions import assuming
from remit.semantics.estimates import domain_of
from remit.semantics.knowledge import Knowledge
from remit.semantics.outcomes import FALSE, TRUE, Outcomes, possible
from remit.syntax import tree
from remit.text.source import Span
from remit.workbench.mutation.mutants import Item, Mutant
from remit.workbench.visiting import visits

Everywhere = Callable[[tree.Node, Callable[[Knowledge], bool]], bool]
Known = dict[tuple[str, Span, str], list[Knowledge]]
"""What is known at each part of the policies, once for each way in which it is reached."""


def known_in(law: Law) -> Known:
    """Gives what is known at each part of the rules of a law."""
    found: Known = {}
    for visit in visits(law):
        key = (visit.unit.policy.name, visit.node.span, type(visit.node).__name__)
        found.setdefault(key, []).append(visit.known)
    return found


def is_equivalent(mutant: Mutant, item: Item, policy: str, known: Known) -> bool:
    """Says whether a mutant of an item surely finds what the item finds."""

    def everywhere(node: tree.Node, holds: Callable[[Knowledge], bool]) -> bool:
        there = known.get((policy, node.span, type(node).__name__), [])
        return bool(there) and all(holds(each) for each in there)

    old, new = mutant.old, mutant.new
    match old:
        case tree.When(condition):
            return everywhere(condition, lambda k: possible(condition, k) == TRUE)
        case tree.For() | tree.Generator():
            return _always(old.where, everywhere)
        case tree.Sort() if isinstance(new, tree.Sort) and new.where is None:
            return _always(old.where, everywhere)
        case tree.Default(value) if new is value:
            return everywhere(old, lambda k: not domain_of(value, k).absent)
        case tree.And(parts) | tree.Or(parts) if isinstance(new, tree.Node):
            left = [part for part in parts if not _stays(part, new)]
            joins = isinstance(old, tree.And)
            return len(left) == 1 and everywhere(
                old, lambda k: _goes_without(left[0], parts, k, joins=joins)
            )
        case _:
            return _same_comparison(mutant, item, everywhere)


def _always(where: tree.Expression | None, everywhere: Everywhere) -> bool:
    """Says whether a `where` lets all elements pass."""
    return where is not None and everywhere(where, lambda k: possible(where, k) == TRUE)


def _stays(part: tree.Expression, new: tree.Node) -> bool:
    parts = new.parts if isinstance(new, tree.And | tree.Or) else (new,)
    return any(part is other for other in parts)


def _goes_without(
    part: tree.Expression, parts: Sequence[tree.Expression], known: Knowledge, *, joins: bool
) -> bool:
    """Says whether a part of an `and` (or an `or`) never decides: the others see to it."""
    others = [other for other in parts if other is not part]
    if any(None in possible(other, known) for other in others):
        return False
    for other in others:
        known = assuming(other, known, holds=joins)
    return possible(part, known) == (TRUE if joins else FALSE)


def _same_comparison(
    mutant: Mutant,
    item: Item,
    everywhere: Everywhere,
) -> bool:
    """Says whether the comparison that holds a change comes out the same, whatever there is."""
    if mutant.new is None:
        return False
    old = _comparison_around(item, mutant.old)
    if old is None:
        return False
    new = _with_part(old, mutant.old, mutant.new)
    if not isinstance(new, tree.Compare):
        return False
    moved = old.operator != new.operator and {old.operator, new.operator} in _MOVED
    beside = tree.Compare("==", old.left, old.right, span=old.span)

    def same(known: Knowledge) -> bool:
        if moved and True not in possible(beside, known):
            return True
        before, after = possible(old, known), possible(new, known)
        return before == after and len(_decided(before)) == 1

    return everywhere(old, same)


_MOVED = ({"<", "<="}, {">", ">="})


def _decided(outcomes: Outcomes) -> Outcomes:
    return outcomes - {None}


def _comparison_around(item: tree.Node, part: tree.Node) -> tree.Compare | None:
    """Gives the innermost comparison that holds a part, or is it."""
    found: tree.Compare | None = None
    node: tree.Node | None = item
    while node is not None:
        if isinstance(node, tree.Compare):
            found = node
        if node is part:
            return found
        node = next((child for child in tree.children(node) if _holds(child, part)), None)
    return None


def _holds(node: tree.Node, part: tree.Node) -> bool:
    return node is part or any(_holds(child, part) for child in tree.children(node))


def _with_part(node: tree.Node, old: tree.Node, new: tree.Node) -> tree.Node:
    """Gives a node with one part of it, however deep, put in the place of another."""
    if node is old:
        return new
    parts: dict[str, Any] = {
        name: _swapped(getattr(node, name), old, new) for name in tree.parts(node)
    }
    return replace(node, **parts)


def _swapped(value: object, old: tree.Node, new: tree.Node) -> object:
    if isinstance(value, tree.Node):
        return _with_part(value, old, new) if _holds(value, old) else value
    if isinstance(value, tuple):
        return tuple(_swapped(part, old, new) for part in value)
    return value
