"""Advice: the way out where two values don't go together."""

from __future__ import annotations

from datetime import date

from remit.manifest.types import (
    BooleanType,
    DateType,
    DurationType,
    ListType,
    NumberType,
    Record,
    TimestampType,
    Type,
    VersionType,
)
from remit.semantics.fitting import is_text
from remit.semantics.scope import Scope
from remit.syntax import tree
from remit.text.numbers import number

ORDERED = "numbers, dates, durations, `version(...)` and ordered enums have one"

_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def on_limit(comparison: tree.Compare, scope: Scope) -> str:
    """Gives the comparison of dates that a limit in months against a difference of dates means."""
    for gap, limit, operator in (
        (comparison.left, comparison.right, comparison.operator),
        (comparison.right, comparison.left, _TURNED[comparison.operator]),
    ):
        if isinstance(gap, tree.Arithmetic) and gap.operator == "-":
            start, end, by = (scope.written(part) for part in (gap.right, gap.left, limit))
            return f"compare dates: `{start} {_TURNED[operator]} {end} - {by}`"
    return "compare dates: `x < today - limit`"


def on_stamp(stamp: tree.Expression, scope: Scope) -> str:
    """Gives the way out where a timestamp meets a date."""
    return f"`date({scope.written(stamp)})` is its day as written"


def on_mismatch(comparison: tree.Compare, left: Type, right: Type, scope: Scope) -> str | None:
    """Gives the way out where two types never compare."""
    for side, type_, other in (
        (comparison.left, left, right),
        (comparison.right, right, left),
    ):
        if isinstance(side, tree.Text):
            unquoted = _unquoted(side.value, other)
            if unquoted is not None:
                return unquoted
        if isinstance(side, tree.Number) and isinstance(other, VersionType):
            return f'a version is read from a text: `version("{scope.written(side)}")`'
        if is_text(type_):
            found = _on_text(scope.written(side), other)
            if found is not None:
                return found
        if isinstance(type_, ListType) and not isinstance(other, ListType):
            return f"`in` looks for a value in a list: `... in {scope.written(side)}`"
        if isinstance(type_, DurationType) and isinstance(other, DateType):
            return f"dates compare with dates: `today - {scope.written(side)}` is one"
        if isinstance(side, tree.Duration) and isinstance(other, NumberType):
            return "write the number without its unit, or compare a duration"
        if isinstance(type_, DurationType) and isinstance(other, NumberType):
            written = scope.written(side)
            return f"write the number with a unit, such as `30 days`, or `days({written})`"
    return None


def _unquoted(value: str, other: Type) -> str | None:
    if isinstance(other, NumberType) and number(value) is not None:
        return f"write the number without quotes: `{value}`"
    if isinstance(other, DateType | TimestampType) and _is_date(value):
        return f"write the date without quotes: `{value}`"
    if isinstance(other, DateType) and value == "today":
        return "write `today` without quotes"
    if isinstance(other, BooleanType) and value in ("true", "false"):
        return f"write `{value}` without quotes"
    return None


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _on_text(written: str, other: Type) -> str | None:
    match other:
        case NumberType():
            return f"`number({written})` reads a text as a number"
        case DateType():
            return f"`date({written})` reads a text as a date"
        case VersionType():
            return f"`version({written})` reads a text as a version"
        case _:
            return None


def on_element(search: tree.Compare, part: Type, item: Type, scope: Scope) -> str | None:
    """Gives the way out where a value never is in a list."""
    if isinstance(part, ListType):
        return "`every x in xs satisfies x in ys` asks of all elements, `some` of one"
    if isinstance(item, Record) and item.fields:
        last = search.left.name if isinstance(search.left, tree.Field) else ""
        name = last if last in item.fields else next(iter(item.fields))
        return f"say what of them: `... in [x.{name} for x in {scope.written(search.right)}]`"
    return _on_text("x", item) if is_text(part) else None


def on_text_order(side: tree.Expression, scope: Scope) -> str:
    """Gives the way out where texts are put in order."""
    written = scope.written(side)
    if isinstance(side, tree.Call) and side.function == "quarter":
        return "compare the dates that they are of"
    return (
        f"dates, `version({written})` and enums have an order, "
        "the latter where the schema sets `x-remit-ordered`"
    )


def on_non_text(type_: Type, written: str) -> str | None:
    """Gives the way out where a text is expected."""
    if isinstance(type_, ListType):
        return f"`some x in {written} satisfies ...` asks of the elements"
    scalar = NumberType | BooleanType | DateType | TimestampType | VersionType
    return f"`text({written})` gives it as text" if isinstance(type_, scalar) else None


def _in_days(amount: tree.Expression, scope: Scope) -> str:
    """Gives the duration that a number of days is meant to be."""
    written = scope.written(amount)
    if isinstance(amount, tree.Number):
        return f"{written} day" if written == "1" else f"{written} days"
    return f"({written}) * 1 day" if isinstance(amount, tree.Arithmetic) else f"{written} * 1 day"


def on_arithmetic(expression: tree.Arithmetic, left: Type, right: Type, scope: Scope) -> str | None:
    """Gives the way out where two values don't add, multiply and so on."""
    if is_text(left) and is_text(right) and expression.operator == "+":
        a, b = scope.written(expression.left), scope.written(expression.right)
        return f'a message holds values in braces: `"{{{a}}} {{{b}}}"`; `join([{a}, {b}], "")`'
    if isinstance(left, DateType | TimestampType) and isinstance(right, NumberType):
        return f"say what it counts: `{_in_days(expression.right, scope)}`"
    if isinstance(left, NumberType) and isinstance(right, DateType | TimestampType):
        return f"say what it counts: `{_in_days(expression.left, scope)}`"
    for side, type_ in ((expression.left, left), (expression.right, right)):
        if isinstance(type_, ListType):
            return f"`sum({scope.written(side)})` adds the elements of a list of numbers"
        if is_text(type_):
            return f"`number({scope.written(side)})` reads a text as a number"
    return None
