"""Assumptions: what is known of values once a condition has held, or has failed."""

from __future__ import annotations

from functools import reduce
from typing import cast

from msgspec.structs import replace

from remit.manifest.types import BOOLEAN, NUMBER
from remit.semantics import estimates, outcomes
from remit.semantics.domains import Domain, Range, Values, hull, of_value, union
from remit.semantics.knowledge import DEEPEST, LETS, Knowledge, mentioned, root
from remit.semantics.relations import relating
from remit.semantics.results import element_of
from remit.syntax import tree


def assuming(condition: tree.Expression, known: Knowledge, *, holds: bool = True) -> Knowledge:
    """Gives what is known where a condition has held, or has failed."""
    match condition:
        case tree.Not(operand):
            return assuming(operand, known, holds=not holds)
        case tree.And(parts) if holds:
            return reduce(lambda now, part: assuming(part, now), parts, known)
        case tree.Or(parts) if not holds:
            return reduce(lambda now, part: assuming(part, now, holds=False), parts, known)
        case tree.Implies(left, right) if not holds:
            return assuming(right, assuming(left, known), holds=False)
        case tree.PresenceTest(operator, operand):
            return _assuming_presence(operator, operand, known, holds)
        case tree.Compare(operator, left, right):
            operator = operator if holds else _OPPOSITE.get(operator, operator)
            if not holds and operator == condition.operator:
                return _there(right, _there(left, known))
            known = _narrowed(operator, left, right, known)
            known = _narrowed(_TURNED.get(operator, ""), right, left, known)
            known = relating(operator, left, right, known)
            known = _counted(operator, left, right, known)
            known = _counted(_TURNED.get(operator, ""), right, left, known)
            return _without_fallback(operator, left, right, known)
        case tree.Name(name) | tree.Call(name) if known.define(name) and known.depth < DEEPEST:
            found = known.define(name)
            assert found is not None
            inner = assuming(found[0].body, estimates.inside(condition, known), holds=holds)
            kept = {path: fact for path, fact in inner.facts.items() if _is_ours(path, inner)}
            return replace(known, facts={**known.facts, **kept})
        case tree.Name(name) if name in known.lets:
            return assuming(known.lets[name], known, holds=holds)
        case _:
            return _narrow_to(condition, of_value(BOOLEAN, holds).values, known)


def binding(name: str, items: tree.Expression, known: Knowledge) -> Knowledge:
    """Gives what is known of each element of a list, which it has then."""
    element = element_of(estimates.domain_of(items, known))
    return _filled(items, known).binding(name, element)


def _filled(items: tree.Expression, known: Knowledge) -> Knowledge:
    """Gives what is known where a list has an element: so has what it was made from."""
    known = _there(items, known)
    path = known.resolved(items)
    if root(path) is not None:
        known = known.knowing(path, replace(estimates.domain_of(items, known), filled=True))
    match items:
        case tree.Default(value, tree.ListLiteral(())):
            return _filled(value, known)
        case tree.Call("distinct" | "pairs", (inner,)) | tree.Sort(items=inner):
            return _filled(inner, known)
        case tree.Comprehension(_, (first, *_)):
            return _filled(first.items, known)
        case tree.Name(name) if name in known.lets and known.looked < LETS:
            looked = known.looked
            known = _filled(known.lets[name], replace(known, looked=looked + 1))
            return replace(known, looked=looked)
        case _:
            return known


# -- paths -------------------------------------------------------------------------


def _assuming_presence(
    operator: tree.Presence, operand: tree.Expression, known: Knowledge, holds: bool
) -> Knowledge:
    asks_present = operator in ("is present", "is not empty")
    path = known.resolved(operand)
    if asks_present is holds:
        known = _there(operand, known)
        if operator in ("is present", "is absent") or root(path) is None:
            return known
        return known.knowing(path, replace(estimates.domain_of(operand, known), filled=True))
    if operator in ("is present", "is absent") and root(path) is not None:
        known = known.knowing(path, estimates.domain_of(operand, known).missing())
        return _other_side(path, known)
    return known


def _other_side(path: tree.Expression, known: Knowledge) -> Knowledge:
    """Gives what is known where one side of a change is absent: the other one is there."""
    sides = known.around.fleeting
    if isinstance(path, tree.Name) and path.name in sides:
        for other in sides - {path.name}:
            known = _there(replace(path, name=other), known)
    return known


def _there(expression: tree.Expression, known: Knowledge) -> Knowledge:
    """Gives what is known where an expression has a value: all that it is read from has one."""
    path, plain = known.resolved(expression), replace(known, meant={})
    while root(path) is not None:
        known = known.knowing(path, estimates.domain_of(path, plain).present())
        if not isinstance(path, tree.Field | tree.Index):
            break
        path = path.target
    return known


def _is_ours(path: tree.Expression, inner: Knowledge) -> bool:
    """Says whether a fact from the body of a define holds outside of it, too."""
    names = mentioned(path)
    return not any("#" in name for name in names) and names <= {*inner.names, *inner.around.outside}


def _narrow_to(expression: tree.Expression, values: Values, known: Knowledge) -> Knowledge:
    known = _there(expression, known)
    path = known.resolved(expression)
    if root(path) is None:
        return known
    return known.knowing(path, estimates.domain_of(expression, known).within(values))


def _narrowed(
    operator: str, left: tree.Expression, right: tree.Expression, known: Knowledge
) -> Knowledge:
    """Gives what is known of the left side of a comparison that has held."""
    known = _there(left, known)
    path, other = known.resolved(left), estimates.domain_of(right, known)
    if root(path) is None:
        return known
    here = estimates.domain_of(left, known)
    match operator:
        case "==":
            return known.knowing(path, here.within(other.values))
        case "!=" if other.only is not None:
            return known.knowing(path, here.without(other.only))
        case "in" | "not in" if isinstance(right, tree.ListLiteral):
            return known.knowing(path, _among(operator, here, right, known))
        case "<" | "<=" | ">" | ">=":
            return known.knowing(path, _ordered(operator, here, other))
        case _:
            return known


def _counted(
    operator: str, left: tree.Expression, right: tree.Expression, known: Knowledge
) -> Knowledge:
    """Gives what is known where a number of elements has compared with another number: where it is
    more than none, the list has an element."""
    match left:
        case tree.Call("count", (items,)):
            none = of_value(NUMBER, 0)
            other = estimates.domain_of(right, known)
            more = outcomes.stands_below(none, other, or_same=operator == ">") == outcomes.TRUE
            more = more if operator in (">", ">=", "==") else (operator, other.only) == ("!=", 0)
            return _filled(items, known) if more else known
        case _:
            return known


def _without_fallback(
    operator: str, left: tree.Expression, right: tree.Expression, known: Knowledge
) -> Knowledge:
    """Gives what is known where a comparison has held that a default's fallback would have failed:
    the value itself is there."""
    if not isinstance(left, tree.Default):
        return known
    given = tree.Compare(cast(tree.Comparison, operator), left.fallback, right, span=left.span)
    if outcomes.possible(given, known) != outcomes.FALSE:
        return known
    return _narrowed(operator, left.value, right, known)


def _among(operator: str, here: Domain, right: tree.ListLiteral, known: Knowledge) -> Domain:
    members = [estimates.domain_of(item, known) for item in right.items]
    if operator == "not in":
        singles = [member.only for member in members if member.only is not None]
        return reduce(lambda left, value: left.without(value), singles, here)
    if not members:
        return here.within(frozenset())
    return here.within(reduce(union, (member.values for member in members)))


def _ordered(operator: str, here: Domain, other: Domain) -> Domain:
    order = outcomes.order_of(here.type, other.type)
    if order is not None:
        kept = frozenset(
            member for member in order
            if True in _decided_order(operator, of_value(here.type, member), other)
        )  # fmt: skip
        return here.within(kept)
    around = hull(other.values)
    if around is None:
        return here.present()
    if operator in ("<", "<="):
        bound = Range(high=around.high, high_open=operator == "<" or around.high_open)
    else:
        bound = Range(low=around.low, low_open=operator == ">" or around.low_open)
    return here.within(bound)


def _decided_order(operator: str, left: Domain, right: Domain) -> outcomes.Outcomes:
    below = outcomes.stands_below(left, right, or_same=operator in ("<=", ">"))
    return below if operator in ("<", "<=") else outcomes.negated(below)


_OPPOSITE: dict[str, tree.Comparison] = {
    "==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">", "in": "not in",
    "not in": "in",
}  # fmt: skip
_TURNED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
