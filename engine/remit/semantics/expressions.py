"""Expressions: the type of each, and all that is wrong with it."""

from __future__ import annotations

from remit.manifest.types import (
    ANY,
    BOOLEAN,
    DATE,
    DAYS,
    MISTAKEN,
    MONTHS,
    NUMBER,
    BooleanType,
    EnumType,
    FieldType,
    ListType,
    MapType,
    NumberType,
    Record,
    Type,
)
from remit.semantics import calls, operators
from remit.semantics.builtins import BUILTINS
from remit.semantics.fitting import common, is_open, is_text, named
from remit.semantics.literals import check_table_key, take_order
from remit.semantics.names import bind, unknown_name
from remit.semantics.scope import Scope
from remit.semantics.signatures import orderable
from remit.syntax import tree
from remit.syntax.operands import as_operand
from remit.text.diagnostic import did_you_mean, respelled
from remit.text.fixes import writing


def type_of(expression: tree.Expression, scope: Scope) -> Type:
    """Gives the type of an expression; says all that is wrong with it."""
    found = _type_of(expression, scope)
    if scope.learned is not None:
        scope.learned.take(expression, found, scope.names)
    return found


def _type_of(expression: tree.Expression, scope: Scope) -> Type:
    match expression:
        case tree.Text(value):
            return EnumType((value,))
        case tree.Number():
            return NUMBER
        case tree.Boolean():
            return BOOLEAN
        case tree.Date():
            return DATE
        case tree.Duration(_, unit):
            return DAYS if unit in ("days", "weeks") else MONTHS
        case tree.ListLiteral(items):
            return ListType(_common_type(items, "list", scope))
        case tree.Table(entries):
            return MapType(_common_type(tuple(value for _, value in entries), "table", scope))
        case tree.Name():
            return _name(expression, scope)
        case tree.Field():
            return _field(expression, scope)
        case tree.Index():
            return _index(expression, scope)
        case tree.Call():
            return calls.type_of_call(expression, scope)
        case tree.Comprehension():
            return _comprehension(expression, scope)
        case tree.Sort():
            return _sort(expression, scope)
        case tree.Quantified(_, name, items, condition_):
            condition(condition_, bind(name, element_of(items, scope), scope))
            return BOOLEAN
        case tree.Find(name, items, condition_):
            item = element_of(items, scope)
            condition(condition_, bind(name, item, scope))
            return item
        case tree.Not(operand):
            return condition(operand, scope)
        case tree.And(parts) | tree.Or(parts):
            for part in parts:
                condition(part, scope)
            return BOOLEAN
        case tree.Implies(left, right):
            condition(left, scope)
            return condition(right, scope)
        case tree.Compare():
            return operators.compare(expression, scope)
        case tree.PresenceTest():
            return _presence(expression, scope)
        case tree.Arithmetic():
            return operators.arithmetic(expression, scope)
        case tree.Negative():
            return operators.negative(expression, scope)
        case tree.Default():
            return _default(expression, scope)
        case tree.Decision():
            return _decision(expression, scope)


def condition(expression: tree.Expression, scope: Scope) -> Type:
    """Checks an expression that has to be true or false; there is no truthiness."""
    type_ = type_of(expression, scope)
    if is_open(type_) or isinstance(type_, BooleanType):
        return BOOLEAN
    written = scope.written(expression)
    message = f"a condition is true or false, but `{written}` is {named(type_, expression)}"
    asked = _asked(type_, as_operand(expression, written))
    scope.say("not-a-condition", expression.span, message, asked)
    return BOOLEAN


def _asked(type_: Type, written: str) -> str:
    """Gives the condition that was meant most likely by a value that is none."""
    if is_text(type_) or isinstance(type_, ListType | MapType):
        return f"`{written} is not empty` and `{written} is present` are conditions"
    if isinstance(type_, NumberType):
        return f"`{written} != 0` and `{written} is present` are conditions"
    return f"`{written} is present` is a condition"


def element_of(items: tree.Expression, scope: Scope) -> Type:
    """Gives the type of the elements of a list; says so where it is none."""
    type_ = type_of(items, scope)
    if is_open(type_):
        return type_
    if isinstance(type_, ListType):
        return type_.item
    written = scope.written(items)
    message = f"a list is expected, but `{written}` is {named(type_, items)}"
    return scope.say("not-a-list", items.span, message, _listed(type_, written))


def _listed(type_: Type, written: str) -> str | None:
    if isinstance(type_, MapType | Record):
        return f"`values({written})` lists its values, `keys({written})` its keys"
    return f"`[{written}]` is a list of one" if is_text(type_) else None


# -- names and paths ----------------------------------------------------------------------------


def _name(name: tree.Name, scope: Scope) -> Type:
    local = scope.names.get(name.name)
    if local is not None:
        return local
    found = scope.home.outside.get(name.name)
    if found is not None:
        return found
    param = scope.home.param(name.name)
    if param is not None:
        return param[1].type
    if scope.home.define(name.name) is not None:
        return calls.type_of_define_name(name, scope)
    if name.name in scope.home.missing:
        return MISTAKEN
    return unknown_name(name.name, name.span, scope)


def _field(field: tree.Field, scope: Scope) -> Type:
    target = type_of(field.target, scope)
    if is_open(target):
        return target
    if isinstance(target, Record):
        known = target.fields.get(field.name)
        return known.type if known is not None else _unknown_field(field, target, scope)
    if isinstance(target, MapType):
        return target.value
    written = scope.written(field.target)
    message = f"`{written}` is {named(target, field.target)}, which has no field `{field.name}`"
    if not isinstance(target, ListType):
        help = f"write `{field.name}({written})`" if field.name in BUILTINS else None
        return scope.say("no-fields", field.word, message, help)
    if field.name in ("count", "length", "size"):
        return scope.say("field-of-list", field.word, message, f"write `count({written})`")
    help = (
        f"its elements may: `some x in {written} satisfies x.{field.name} ...`, "
        f"or `[x.{field.name} for x in {written}]`"
    )
    return scope.say("field-of-list", field.word, message, help)


def _unknown_field(field: tree.Field, target: Record, scope: Scope) -> Type:
    message = f"`{scope.written(field.target)}` has no field `{field.name}`"
    help = did_you_mean(field.name, target.fields, "its fields")
    if target.other is not None and help is not None and not help.startswith("did you"):
        help += f'; an undeclared one is read by `["{field.name}"]`'
    fix = respelled(field.name, target.fields, field.word)
    return scope.say("unknown-field", field.word, message, help, fix=fix)


def _index(index: tree.Index, scope: Scope) -> Type:
    target, key = type_of(index.target, scope), type_of(index.key, scope)
    if is_open(target):
        return target
    if isinstance(target, ListType):
        return _element_at(index, target, key, scope)
    written = scope.written(index.target)
    if not isinstance(target, MapType | Record):
        message = f"`{written}` is {named(target, index.target)}, which has no parts to select"
        return scope.say("no-fields", index.span, message)
    if not is_open(key) and not is_text(key):
        message = f"`{written}` is selected from by a text, not by {named(key, index.key)}"
        return scope.say("index-type", index.key.span, message)
    if isinstance(target, MapType):
        check_table_key(index, key, scope)
        return target.value
    return _entry_of(target, key)


def _entry_of(target: Record, key: Type) -> Type:
    """Gives the type of `x["key"]`: the declared field's, else that of all others, else any."""
    if not isinstance(key, EnumType):
        return ANY
    found: Type = MISTAKEN
    for name in key.members:
        declared = target.fields.get(name)
        found = common(found, declared.type if declared is not None else target.other or ANY) or ANY
    return found


def _element_at(index: tree.Index, target: ListType, key: Type, scope: Scope) -> Type:
    written = scope.written(index.target)
    if isinstance(index.key, tree.Negative):
        help = f"`last({written})` is the last element"
        message = "the elements of a list count from 0 upwards"
        return scope.say("index-type", index.key.span, message, help)
    if isinstance(index.key, tree.Number) and index.key.value.denominator != 1:
        message = f"elements count in whole numbers, and `{scope.written(index.key)}` is none"
        return scope.say("index-type", index.key.span, message)
    if is_open(key) or isinstance(key, NumberType):
        return target.item
    message = f"`{written}` is a list, selected from by a number, not by {named(key, index.key)}"
    help = f"`find x in {written} where x.{target.key} == ...` selects by a field"
    return scope.say("index-type", index.key.span, message, help)


# -- lists, tables, alternatives ----------------------------------------------------------------


def _common_type(items: tuple[tree.Expression, ...], whole: str, scope: Scope) -> Type:
    found: Type = MISTAKEN
    for item in items:
        type_ = type_of(item, scope)
        both = common(found, type_)
        if both is None:
            here, beside = named(type_, item), named(found, items[0])
            message = (
                f"a {whole} holds values of one type, "
                f"but `{scope.written(item)}` is {here} beside {beside}"
            )
            return scope.say("mixed-types", item.span, message)
        found = both
    for item in items:
        take_order(item, found, scope)
    return found


def _decision(decision: tree.Decision, scope: Scope) -> Type:
    for row in decision.rows:
        for test in row.conditions:
            if test is not None:
                condition(test, scope)
    columns = zip(*(row.values for row in decision.rows), strict=True)
    types = [_common_type(column, "column", scope) for column in columns]
    if len(types) == 1:
        return types[0]
    outputs = zip(decision.outputs, types, strict=True)
    fields = {word.text: FieldType(type_, required=True) for word, type_ in outputs}
    return Record(decision.name.text, fields)


def _default(default: tree.Default, scope: Scope) -> Type:
    value, fallback = type_of(default.value, scope), type_of(default.fallback, scope)
    both = common(value, fallback)
    if both is not None:
        take_order(default.fallback, both, scope)
        return both
    message = (
        f"`{scope.written(default.value)}` is {named(value, default.value)}, "
        f"but its default is {named(fallback, default.fallback)}"
    )
    scope.say("mixed-default", default.fallback.span, message)
    return value


def _comprehension(comprehension: tree.Comprehension, scope: Scope) -> Type:
    for generator in comprehension.generators:
        scope = bind(generator.name, element_of(generator.items, scope), scope)
        if generator.where is not None:
            condition(generator.where, scope)
    return ListType(type_of(comprehension.element, scope))


def _sort(sort: tree.Sort, scope: Scope) -> Type:
    item = element_of(sort.items, scope)
    scope = bind(sort.name, item, scope)
    if sort.where is not None:
        condition(sort.where, scope)
    key = type_of(sort.key, scope)
    if not orderable(key):
        message = f"`{scope.written(sort.key)}` is {named(key, sort.key)}, which has no order"
        help = "numbers, dates, durations, `version(...)` and ordered enums have one"
        scope.say("no-order", sort.key.span, message, help)
    return ListType(item)


def _presence(test: tree.PresenceTest, scope: Scope) -> Type:
    type_ = type_of(test.operand, scope)
    may_be_empty = (
        is_open(type_) or is_text(type_) or isinstance(type_, ListType | MapType | Record)
    )
    if may_be_empty or test.operator in ("is present", "is absent"):
        return BOOLEAN
    written = scope.written(test.operand)
    message = f"`{written}` is {named(type_, test.operand)}, which is never empty"
    asked = "is absent" if test.operator == "is empty" else "is present"
    meant = f"{scope.home.source.slice(test.operand.span)} {asked}"
    help = f"`{written} {asked}` is a condition"
    scope.say("never-empty", test.span, message, help, fix=writing(meant, test.span))
    return BOOLEAN
