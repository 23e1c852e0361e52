"""Estimates: what is known of the value of an expression before any manifest is read."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from msgspec.structs import replace

from remit.manifest.types import (
    ANY,
    BOOLEAN,
    DATE,
    DAYS,
    MONTHS,
    NUMBER,
    AnyType,
    DateType,
    DurationType,
    EnumType,
    FieldType,
    ListType,
    MapType,
    NumberType,
    Record,
)
from remit.semantics import assumptions, outcomes, tables
from remit.semantics.checked import CheckedPolicy
from remit.semantics.domains import (
    ANYTHING,
    Domain,
    Range,
    Values,
    holds,
    hull,
    of_type,
    of_value,
)
from remit.semantics.knowledge import DEEPEST, LETS, Knowledge, mentioned, root
from remit.semantics.results import common_of, entry_of, field_of, result_of
from remit.syntax import tree
from remit.text.numbers import Number
from remit.text.source import NOWHERE


def domain_of(expression: tree.Expression, known: Knowledge) -> Domain:
    """Gives what is known of a value."""
    path = known.resolved(expression)
    fact = known.facts.get(path) if root(path) is not None else None
    if fact is not None:
        return fact
    match path:
        case tree.Text(text):
            return of_value(EnumType((text,)), text)
        case tree.Number(number):
            return of_value(NUMBER, number)
        case tree.Boolean(truth):
            return of_value(BOOLEAN, truth)
        case tree.Date(day):
            return of_value(DATE, day)
        case tree.Duration(_, unit):
            return Domain(DAYS if unit in ("days", "weeks") else MONTHS)
        case tree.Name(name):
            return _named(path, name, known)
        case tree.Field(target, name):
            return field_of(_plainly(target, known), name)
        case tree.Index(target, key):
            return entry_of(_plainly(target, known), _plainly(key, known))
        case tree.Default(value, fallback):
            return _default(domain_of(value, known), domain_of(fallback, known))
        case tree.Call() as call:
            return _call(call, known if call == expression else _plain(known))
        case tree.Arithmetic(operator, left, right):
            return _arithmetic(operator, domain_of(left, known), domain_of(right, known))
        case tree.Negative(operand):
            return _arithmetic("-", of_value(NUMBER, 0), domain_of(operand, known))
        case tree.Find(name, items, condition):
            return _found(name.text, items, condition, known)
        case tree.Comprehension():
            return _comprehension(path, known)
        case tree.Sort():
            return _sorted(path, known)
        case tree.ListLiteral(items):
            item = common_of([domain_of(item, known) for item in items])
            return Domain(ListType(item.type), item=item, filled=bool(items))
        case tree.Table(entries):
            parts = tuple((key.value, domain_of(value, known)) for key, value in entries)
            return Domain(MapType(common_of([part for _, part in parts]).type), parts=parts)
        case tree.Decision():
            return ANYTHING
        case _:
            return _truth(outcomes.possible(path, known))


def letting(name: str, value: tree.Expression, known: Knowledge) -> Knowledge:
    """Gives what is known below a `let`."""
    return known.letting(name, value, domain_of(value, known))


def _plain(known: Knowledge) -> Knowledge:
    """Gives what is known where names stand for themselves, as those of a resolved path do."""
    return replace(known, meant={})


def _plainly(part: tree.Expression, known: Knowledge) -> Domain:
    return domain_of(part, _plain(known))


def _named(path: tree.Name, name: str, known: Knowledge) -> Domain:
    bound = known.names.get(name)
    given = known.lets.get(name)
    if given is not None and known.looked < LETS:
        return domain_of(given, replace(known, looked=known.looked + 1))
    if bound is not None:
        return bound
    if known.define(name) is not None:
        return _of_body(path, known)
    param = known.param(name)
    if param is not None:
        return Domain(param)
    outside = known.around.outside.get(name)
    if outside is None:
        return ANYTHING
    return of_type(outside, absent=name in known.around.fleeting)


def _of_body(expression: tree.Expression, known: Knowledge) -> Domain:
    name = expression.name if isinstance(expression, tree.Name) else called(expression)
    found = known.define(name)
    if found is None or known.depth >= DEEPEST:
        return ANYTHING
    inner = inside(expression, known)
    body = found[0].body
    return _decision(body, inner) if isinstance(body, tree.Decision) else domain_of(body, inner)


def _decision(decision: tree.Decision, known: Knowledge) -> Domain:
    inputs = [domain_of(tree.Name(word.text, span=NOWHERE), known) for word in decision.inputs]
    unknown = not tables.is_decided(decision, inputs, known)
    columns = [
        common_of([domain_of(value, known) for value in column]).unsure(unknown)
        for column in zip(*(row.values for row in decision.rows), strict=True)
    ]
    if len(columns) == 1:
        return columns[0]
    fields = {
        word.text: FieldType(column.type, required=True)
        for word, column in zip(decision.outputs, columns, strict=True)
    }
    parts = tuple(
        (word.text, column) for word, column in zip(decision.outputs, columns, strict=True)
    )
    return Domain(Record(decision.name.text, fields), unknown=unknown, parts=parts)


def _default(value: Domain, fallback: Domain) -> Domain:
    if not value.absent:
        return value
    if not value.there:
        return fallback
    return common_of([value.present(), fallback])


def _call(call: tree.Call, known: Knowledge) -> Domain:
    if known.define(call.function) is not None:
        return _of_body(call, known)
    return result_of(call.function, [domain_of(argument, known) for argument in call.arguments])


def _arithmetic(operator: str, left: Domain, right: Domain) -> Domain:
    unknown = not left.sure or not right.sure
    unknown = unknown or (operator == "/" and holds(hull(right.values), 0))
    match left.type, right.type:
        case NumberType(), NumberType():
            return Domain(NUMBER, _computed(operator, left.values, right.values), unknown=unknown)
        case DateType(), DateType():
            return Domain(DAYS, unknown=unknown)
        case (DateType(), DurationType()) | (DurationType(), DateType()):
            return Domain(DATE, unknown=unknown)
        case (DurationType(), _):
            return Domain(left.type, unknown=unknown)
        case (_, DurationType()):
            return Domain(right.type, unknown=unknown)
        case _:
            return Domain(ANY, unknown=True)


def _computed(operator: str, left: Values, right: Values) -> Values:
    one, other = hull(left), hull(right)
    if one is None or other is None or operator not in "+-":
        return None
    if operator == "-":
        other = Range(_minus(other.high), _minus(other.low), other.high_open, other.low_open)
    return Range(
        _plus(one.low, other.low),
        _plus(one.high, other.high),
        one.low_open or other.low_open,
        one.high_open or other.high_open,
    )


def _minus(bound: Number | date | None) -> Number | None:
    return -bound if isinstance(bound, int | Fraction) else None


def _plus(one: Number | date | None, other: Number | date | None) -> Number | None:
    if not isinstance(one, int | Fraction) or not isinstance(other, int | Fraction):
        return None
    return one + other


# -- lists --------------------------------------------------------------------------------------


def _found(
    name: str, items: tree.Expression, condition: tree.Expression, known: Knowledge
) -> Domain:
    whole = domain_of(items, known)
    below = assumptions.binding(name, items, known)
    undecided = None in outcomes.possible(condition, below)
    item = _seen(name, assumptions.assuming(condition, below))
    return replace(item, absent=True).unsure(undecided or not whole.sure)


def _comprehension(comprehension: tree.Comprehension, known: Knowledge) -> Domain:
    unknown, filled = False, True
    for generator in comprehension.generators:
        whole = domain_of(generator.items, known)
        known, undecided = _chosen(generator, known)
        unknown = unknown or undecided or not whole.sure
        filled = filled and whole.filled and generator.where is None
    match comprehension.element:
        case tree.Name(name):
            item = _seen(name, known)
        case element:
            item = domain_of(element, known)
    return Domain(ListType(item.type), unknown=unknown, item=item, filled=filled)


def _sorted(sort: tree.Sort, known: Knowledge) -> Domain:
    whole = domain_of(sort.items, known)
    known, undecided = _chosen(sort, known)
    item, key = _seen(sort.name.text, known), domain_of(sort.key, known)
    unknown = undecided or not whole.sure or not key.sure or isinstance(key.type, AnyType)
    filled = whole.filled and sort.where is None
    return Domain(ListType(item.type), unknown=unknown, item=item, filled=filled)


def _chosen(part: tree.Generator | tree.Sort, known: Knowledge) -> tuple[Knowledge, bool]:
    """Gives what is known of the elements that pass, and whether that may be undecided."""
    known = assumptions.binding(part.name.text, part.items, known)
    if part.where is None:
        return known, False
    undecided = None in outcomes.possible(part.where, known)
    return assumptions.assuming(part.where, known), undecided


def _seen(name: str, known: Knowledge) -> Domain:
    """Gives all that is known of a bound name, with what is known of its fields."""
    whole = domain_of(tree.Name(name, span=NOWHERE), known)
    parts = dict(whole.parts)
    for path, fact in known.facts.items():
        match path:
            case tree.Field(tree.Name(root_), field) if root_ == name:
                parts[field] = fact
            case _:
                pass
    return replace(whole, parts=tuple(parts.items()))


def _truth(possible: outcomes.Outcomes) -> Domain:
    values = frozenset(outcome for outcome in possible if outcome is not None)
    return Domain(BOOLEAN, values or frozenset({True, False}), unknown=None in possible)


# -- defines ----------------------------------------------------------------------------------


def called(expression: tree.Expression) -> str:
    return expression.function if isinstance(expression, tree.Call) else ""


def inside(expression: tree.Expression, known: Knowledge) -> Knowledge:
    """Gives what is known in the body of the define that an expression names; an argument that is
    no path gets a name that no rule can write."""
    name = expression.name if isinstance(expression, tree.Name) else called(expression)
    found = known.define(name)
    assert found is not None
    define, home = found
    arguments = expression.arguments if isinstance(expression, tree.Call) else ()
    meant: dict[str, tree.Expression] = {}
    names = dict(known.names)
    for word, argument in zip(define.parameters or (), arguments, strict=False):
        meaning = known.resolved(argument)
        if root(meaning) is None or not _means_the_same(meaning, home, known):
            hidden = f"{word.text}#{known.depth}"
            names[hidden] = domain_of(argument, known)
            meaning = tree.Name(hidden, span=word.span)
        meant[word.text] = meaning
    return replace(known, names=names).inside(home, meant)


def _means_the_same(path: tree.Expression, home: CheckedPolicy, known: Knowledge) -> bool:
    """Says whether a path means the same in the policy of a define."""
    if home is known.around.policy:
        return True
    return mentioned(path) <= {*known.names, *known.around.outside}
