"""Relations: how two values stand to each other, beyond what is known of each alone."""

from __future__ import annotations

from remit.manifest.types import BOOLEAN
from remit.semantics.distances import Signs, apart, parting
from remit.semantics.domains import Domain
from remit.semantics.knowledge import Knowledge, root
from remit.syntax import tree

SIGNS: dict[str, Signs] = {
    "<": frozenset({-1}), "<=": frozenset({-1, 0}), "==": frozenset({0}),
    ">": frozenset({1}), ">=": frozenset({0, 1}), "!=": frozenset({-1, 1}),
}  # fmt: skip


def stands(left: tree.Expression, right: tree.Expression, known: Knowledge) -> Signs:
    """Gives how the values of two expressions may stand to each other, where there are any."""
    one, other = known.resolved(left), known.resolved(right)
    if one == other:
        return SIGNS["=="]
    fact, lie = known.facts.get(_pair(one, other)), apart(left, right, known)
    return lie if fact is None else lie & _signs(fact)


def relating(
    operator: str, left: tree.Expression, right: tree.Expression, known: Knowledge
) -> Knowledge:
    """Gives what is known where a comparison of two paths has held."""
    known = parting(operator, left, right, known)
    one, other = known.resolved(left), known.resolved(right)
    if operator not in SIGNS or one == other or root(one) is None or root(other) is None:
        return known
    found = stands(left, right, known) & SIGNS[operator]
    known = known.knowing(_pair(one, other), _fact(found))
    return known.knowing(_pair(other, one), _fact(frozenset(-sign for sign in found)))


def _pair(one: tree.Expression, other: tree.Expression) -> tree.Expression:
    """Gives the expression under which the relation of two others is known."""
    return tree.Compare("==", one, other, span=one.span)


def _fact(signs: Signs) -> Domain:
    return Domain(BOOLEAN, frozenset(signs))


def _signs(fact: Domain) -> Signs:
    assert isinstance(fact.values, frozenset)
    return frozenset(sign for sign in fact.values if isinstance(sign, int))
