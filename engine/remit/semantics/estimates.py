"""Estimates: what is known of the value of an expression before any manifest is read."""

from __future__ import annotations

from functools import reduce

from remit.manifest.types import (
    ANY,
    BOOLEAN,
    DATE,
    DAYS,
    MISTAKEN,
    MONTHS,
    NUMBER,
    DateType,
    DurationType,
    EnumType,
    FieldType,
    ListType,
    MapType,
    NumberType,
    Record,
)
from remit.semantics import assumptions, outcomes
from remit.semantics.builtins import BUILTINS
from remit.semantics.domains import (
    ANYTHING,
    Domain,
    Range,
    Scalar,
    Values,
    hull,
    of_type,
    of_value,
    union,
)
from remit.semantics.fitting import common
from remit.semantics.knowledge import DEEPEST, Knowledge, root
from remit.syntax import tree

_SURE = frozenset({
    "count", "length", "lower", "upper", "trim", "keys", "values", "first", "last", "pairs",
    "text", "abs", "days", "year", "quarter", "month", "file_exists", "path_of", "rank", "round",
})  # fmt: skip
"""The functions whose result is known where their arguments are."""
_ELEMENT = frozenset({"first", "last", "min", "max"})
_COUNTS = frozenset({"count", "length", "days"})


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
            return _field(_below(target, path, known), name)
        case tree.Index(target, key):
            return _entry(_below(target, path, known), key)
        case tree.Default(value, fallback):
            return _default(domain_of(value, known), domain_of(fallback, known))
        case tree.Call():
            return _call(path, known)
        case tree.Arithmetic(operator, left, right):
            return _arithmetic(operator, domain_of(left, known), domain_of(right, known))
        case tree.Negative(operand):
            return _arithmetic("-", of_value(NUMBER, 0), domain_of(operand, known))
        case tree.Find(name, items, condition):
            return _found(name.text, items, condition, known)
        case tree.Comprehension():
            return _comprehension(path, known)
        case tree.Sort(_, items):
            return _unsure(domain_of(items, known))
        case tree.ListLiteral(items):
            return _list_of(_common([domain_of(item, known) for item in items]))
        case tree.Table() | tree.Decision():
            return ANYTHING if isinstance(path, tree.Decision) else Domain(ANY)
        case _:
            return _truth(outcomes.possible(path, known))


def element_of(whole: Domain) -> Domain:
    """Gives the domain of the elements of a list."""
    if not isinstance(whole.type, ListType):
        return ANYTHING
    return of_type(whole.type.item, absent=whole.type.nullable)


def _below(target: tree.Expression, path: tree.Expression, known: Knowledge) -> Domain:
    """Gives the domain of what a path goes into; that has its own name resolved already."""
    return domain_of(target, Knowledge(known.around, known.names, {}, known.facts, known.depth))


def _named(path: tree.Name, name: str, known: Knowledge) -> Domain:
    bound = known.names.get(name)
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
    return of_type(outside, absent=name == "baseline" and not known.around.baseline)


def _of_body(expression: tree.Expression, known: Knowledge) -> Domain:
    name = expression.name if isinstance(expression, tree.Name) else called(expression)
    found = known.define(name)
    if found is None or known.depth >= DEEPEST:
        return ANYTHING
    inner = inside(expression, known)
    body = found[0].body
    return _decision(body, inner) if isinstance(body, tree.Decision) else domain_of(body, inner)


def _decision(decision: tree.Decision, known: Knowledge) -> Domain:
    columns = [
        _unsure(_common([domain_of(value, known) for value in column]))
        for column in zip(*(row.values for row in decision.rows), strict=True)
    ]
    if len(columns) == 1:
        return columns[0]
    fields = {
        word.text: FieldType(column.type, required=True)
        for word, column in zip(decision.outputs, columns, strict=True)
    }
    return Domain(Record(decision.name.text, fields), unknown=True)


def _field(target: Domain, name: str) -> Domain:
    match target.type:
        case Record(fields=fields) if name in fields:
            field = fields[name]
            needed = field.required or field.has_default
            there = of_type(field.type, absent=target.absent or not needed, unknown=target.unknown)
            return there if target.there else there.missing()
        case MapType(value):
            return of_type(value, absent=True, unknown=target.unknown)
        case _:
            return ANYTHING


def _entry(target: Domain, key: tree.Expression) -> Domain:
    match target.type, key:
        case Record(), tree.Text(name):
            return _field(target, name)
        case MapType(value), _:
            return of_type(value, absent=True, unknown=True)
        case ListType(item), _:
            return of_type(item, absent=True, unknown=True)
        case _:
            return ANYTHING


def _default(value: Domain, fallback: Domain) -> Domain:
    if not value.absent:
        return value
    if not value.there:
        return fallback
    return _common([value.present(), fallback])


def _common(domains: list[Domain]) -> Domain:
    """Gives a domain that holds the values of all."""
    if not domains:
        return Domain(MISTAKEN)
    return Domain(
        reduce(lambda one, other: common(one, other) or ANY, (each.type for each in domains)),
        reduce(union, (one.values for one in domains)),
        any(one.absent for one in domains),
        any(one.there for one in domains),
        any(one.unknown for one in domains),
    )


def _unsure(domain: Domain) -> Domain:
    return Domain(domain.type, domain.values, domain.absent, domain.there, True)


def _call(call: tree.Call, known: Knowledge) -> Domain:
    if known.define(call.function) is not None:
        return _of_body(call, known)
    builtin = BUILTINS.get(call.function)
    arguments = [domain_of(argument, known) for argument in call.arguments]
    if builtin is None or not arguments:
        return ANYTHING
    unknown = call.function not in _SURE or not all(argument.sure for argument in arguments)
    absent = call.function in _ELEMENT
    if call.function in _COUNTS:
        return Domain(NUMBER, Range(0), absent, unknown=unknown)
    if call.function == "rank" and isinstance(arguments[0].type, EnumType):
        return Domain(NUMBER, Range(1, len(arguments[0].type.members)), unknown=unknown)
    type_ = builtin.result(tuple(argument.type for argument in arguments))
    if call.function in ("values", "keys") and isinstance(type_, ListType):
        type_ = ListType(type_.item, nullable=True)
    return Domain(type_, None, absent, unknown=unknown)


def _arithmetic(operator: str, left: Domain, right: Domain) -> Domain:
    unknown = not left.sure or not right.sure or operator == "/"
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


def _minus(bound: Scalar | None) -> int | None:
    return None if bound is None else -bound  # type: ignore[operator, return-value]


def _plus(one: Scalar | None, other: Scalar | None) -> int | None:
    return None if one is None or other is None else one + other  # type: ignore[operator, return-value]


def _found(
    name: str, items: tree.Expression, condition: tree.Expression, known: Knowledge
) -> Domain:
    whole = domain_of(items, known)
    item = element_of(whole)
    undecided = None in outcomes.possible(condition, known.binding(name, item))
    return Domain(item.type, item.values, True, unknown=undecided or not whole.sure or item.unknown)


def _comprehension(comprehension: tree.Comprehension, known: Knowledge) -> Domain:
    unknown = False
    for generator in comprehension.generators:
        whole = domain_of(generator.items, known)
        known = known.binding(generator.name.text, element_of(whole))
        unknown = unknown or not whole.sure
        if generator.where is not None:
            unknown = unknown or None in outcomes.possible(generator.where, known)
            known = assumptions.assuming(generator.where, known)
    whole = _list_of(domain_of(comprehension.element, known))
    return _unsure(whole) if unknown else whole


def _list_of(element: Domain) -> Domain:
    """Gives the domain of a list that is made of elements; unknown where one of them may be."""
    return Domain(ListType(element.type, nullable=element.absent), unknown=element.unknown)


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
        if root(meaning) is None:
            hidden = f"{word.text}#{known.depth}"
            names[hidden] = domain_of(argument, known)
            meaning = tree.Name(hidden, span=word.span)
        meant[word.text] = meaning
    outer = Knowledge(known.around, names, known.meant, known.facts, known.depth)
    return outer.inside(home, meant)
