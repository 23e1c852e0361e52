"""Outcomes: which of true, false and undecided a condition can have, as far as types, enums and
bounds tell; no solver.

Whatever isn't followed may have any outcome, so what is left out here makes nothing wrong.
"""

from __future__ import annotations

from functools import reduce
from itertools import product

from remit.manifest.types import AnyType, EnumType, ListType, Type
from remit.semantics import assumptions, estimates
from remit.semantics.domains import Domain, Range, Values, hull, is_empty, meet
from remit.semantics.knowledge import DEEPEST, Knowledge
from remit.semantics.relations import SIGNS, stands
from remit.semantics.results import element_of
from remit.syntax import tree

Outcomes = frozenset[bool | None]
"""What is possible: True, False, None for undecided; nothing where no evaluation gets there."""

TRUE, FALSE, UNDECIDED = (frozenset({outcome}) for outcome in (True, False, None))
DECIDED: Outcomes = TRUE | FALSE


def possible(condition: tree.Expression, known: Knowledge) -> Outcomes:
    """Gives the outcomes that a condition can have where something is known."""
    match condition:
        case tree.Boolean(value):
            return frozenset({value})
        case tree.Not(operand):
            return negated(possible(operand, known))
        case tree.And(parts):
            return _chain(parts, known, wins=False)
        case tree.Or(parts):
            return _chain(parts, known, wins=True)
        case tree.Implies(left, right):
            return _chain((tree.Not(left, span=left.span), right), known, wins=True)
        case tree.PresenceTest(operator, operand):
            return _presence(operator, estimates.domain_of(operand, known))
        case tree.Compare():
            return _compared(condition, known)
        case tree.Quantified(quantifier, name, items, inner):
            return _quantified(quantifier, name.text, items, inner, known)
        case tree.Name(name) | tree.Call(name) if known.define(name) and known.depth < DEEPEST:
            return _of_define(condition, known)
        case tree.Name(name) if name in known.lets:
            return _of_let(known.lets[name], condition, known)
        case _:
            return _of_domain(estimates.domain_of(condition, known))


# -- conditions ---------------------------------------------------------------------------------


def negated(outcomes: Outcomes) -> Outcomes:
    return frozenset(outcome if outcome is None else not outcome for outcome in outcomes)


def _either(one: Outcomes, other: Outcomes) -> Outcomes:
    return frozenset(_or(a, b) for a, b in product(one, other))


def _or(one: bool | None, other: bool | None) -> bool | None:
    if one is True or other is True:
        return True
    return None if one is None or other is None else False


def _chain(parts: tuple[tree.Expression, ...], known: Knowledge, *, wins: bool) -> Outcomes:
    """Gives the outcomes of `and` (False wins) and `or` (True wins). A part is asked knowing that
    those before it didn't win, or, where one of them is undecided, without knowing anything."""
    found: set[bool | None] = set()
    before, decided, undecided = known, True, False
    for part in parts:
        here = possible(part, known) if decided else frozenset()
        there = possible(part, before) if undecided else frozenset()
        if wins in here | there:
            found.add(wins)
        undecided = None in here or bool(there - {wins})
        decided = (not wins) in here
        known = assumptions.assuming(part, known, holds=not wins)
    return frozenset(found | ({not wins} if decided else set()) | ({None} if undecided else set()))


def _presence(operator: tree.Presence, operand: Domain) -> Outcomes:
    found: set[bool | None] = {None} if operand.unknown else set()
    asks_present = operator in ("is present", "is not empty")
    if operand.absent:
        found.add(not asks_present)
    if operand.there:
        emptiness = operator in ("is empty", "is not empty")
        found |= DECIDED if emptiness and _may_be_empty(operand) else {asks_present}
    return frozenset(found)


def _may_be_empty(operand: Domain) -> bool:
    if not isinstance(operand.values, frozenset):
        return True
    return any(isinstance(value, str) and not value.strip() for value in operand.values)


def _of_domain(domain: Domain) -> Outcomes:
    outcomes = set(DECIDED)
    if isinstance(domain.values, frozenset):
        outcomes = {value for value in domain.values if isinstance(value, bool)}
    if not domain.sure:
        outcomes.add(None)
    return frozenset(outcomes) if domain.there else UNDECIDED


def _quantified(
    quantifier: tree.Quantifier,
    name: str,
    items: tree.Expression,
    inner: tree.Expression,
    known: Knowledge,
) -> Outcomes:
    whole = estimates.domain_of(items, known)
    each = possible(inner, assumptions.binding(name, items, known))
    wins = quantifier != "every"
    nothing = quantifier != "some"
    found: set[bool | None] = {nothing}
    if wins in each:
        found.add(not nothing)
    if None in each or not whole.sure:
        found.add(None)
    return frozenset(found) if whole.there else UNDECIDED


def _of_let(value: tree.Expression, name: tree.Name, known: Knowledge) -> Outcomes:
    """Gives the outcomes that a `let` can have by its own value, and by what is known of it."""
    return possible(value, known) & _of_domain(estimates.domain_of(name, known))


def _of_define(condition: tree.Expression, known: Knowledge) -> Outcomes:
    found = known.define(
        condition.name if isinstance(condition, tree.Name) else estimates.called(condition)
    )
    assert found is not None
    return possible(found[0].body, estimates.inside(condition, known))


# -- comparisons --------------------------------------------------------------------------------


def _compared(comparison: tree.Compare, known: Knowledge) -> Outcomes:
    left, right = (
        estimates.domain_of(comparison.left, known),
        estimates.domain_of(comparison.right, known),
    )
    if not left.there or not right.there:
        return UNDECIDED
    if is_empty(left.values) or is_empty(right.values):
        return frozenset()
    found = set(_decided(comparison, left, right, known) & _related(comparison, known))
    if not left.sure or not right.sure or _may_not_compare(comparison, left, right):
        found.add(None)
    return frozenset(found)


def _related(comparison: tree.Compare, known: Knowledge) -> Outcomes:
    """Gives the outcomes that the relation of both sides allows."""
    holds = SIGNS.get(comparison.operator)
    if holds is None:
        return DECIDED
    return frozenset(sign in holds for sign in stands(comparison.left, comparison.right, known))


def _may_not_compare(comparison: tree.Compare, left: Domain, right: Domain) -> bool:
    """Says whether two values that are there may be of kinds that don't compare."""
    if isinstance(left.type, AnyType) or isinstance(right.type, AnyType):
        return True
    match comparison.operator:
        case "in" | "not in":
            return isinstance(right.type, ListType) and not element_of(right).sure
        case "contains":
            return isinstance(left.type, ListType) and not element_of(left).sure
        case "matches":
            return not isinstance(comparison.right, tree.Text)
        case _:
            return False


def _decided(comparison: tree.Compare, left: Domain, right: Domain, known: Knowledge) -> Outcomes:
    match comparison.operator:
        case "==" | "!=":
            same = _same(left, right)
            return same if comparison.operator == "==" else negated(same)
        case "<" | ">=":
            below = stands_below(left, right, or_same=False)
            return below if comparison.operator == "<" else negated(below)
        case "<=" | ">":
            below = stands_below(left, right, or_same=True)
            return below if comparison.operator == "<=" else negated(below)
        case "in" | "not in" if isinstance(comparison.right, tree.ListLiteral):
            members = [estimates.domain_of(item, known) for item in comparison.right.items]
            one = reduce(_either, (_same(left, member) for member in members), FALSE)
            every = _all_of(left.values, members)
            one = TRUE if every else one
            return one if comparison.operator == "in" else negated(one)
        case _:
            return DECIDED


def _same(left: Domain, right: Domain) -> Outcomes:
    outcomes: set[bool | None] = set()
    if meet(left.values, right.values):
        outcomes.add(True)
    one, other = left.only, right.only
    if one is None or other is None or one != other:
        outcomes.add(False)
    return frozenset(outcomes)


def _all_of(values: Values, members: list[Domain]) -> bool:
    """Says whether each of some values is a member of a list of literals."""
    singles = {member.only for member in members}
    return isinstance(values, frozenset) and values <= singles


def stands_below(left: Domain, right: Domain, *, or_same: bool) -> Outcomes:
    order = order_of(left.type, right.type)
    if order is not None:
        ranks = [
            {order.index(str(value)) for value in domain.values if value in order}
            if isinstance(domain.values, frozenset)
            else set(range(len(order)))
            for domain in (left, right)
        ]
        return frozenset(a < b or (or_same and a == b) for a in ranks[0] for b in ranks[1])
    one, other = hull(left.values), hull(right.values)
    if one is None or other is None:
        return DECIDED
    found: set[bool | None] = set()
    if not _beyond(one, other, or_same):
        found.add(True)
    if not _beyond(other, one, not or_same):
        found.add(False)
    return frozenset(found)


def order_of(left: Type, right: Type) -> tuple[str, ...] | None:
    for type_ in (left, right):
        if isinstance(type_, EnumType) and type_.ordered:
            return type_.members
    return None


def _beyond(one: Range, other: Range, or_same: bool) -> bool:
    """Says whether no value of one interval is below any of the other (or the same as it)."""
    if one.low is None or other.high is None:
        return False
    if one.low == other.high:
        return not or_same or one.low_open or other.high_open
    return is_empty(Range(one.low, other.high))
