"""Operators: which types they take, what they give, and the way out where they don't fit."""

from __future__ import annotations

from remit.manifest.types import (
    ANY,
    BOOLEAN,
    DAYS,
    NUMBER,
    DateType,
    DurationType,
    EnumType,
    ListType,
    MapType,
    Mistaken,
    NumberType,
    Record,
    TimestampType,
    Type,
    WrittenType,
)
from remit.semantics import advice, expressions
from remit.semantics.fitting import comparable, is_open, is_text, mixes_durations, named
from remit.semantics.literals import check_members, texts
from remit.semantics.patterns import fault
from remit.semantics.scope import Scope
from remit.semantics.signatures import orderable
from remit.syntax import tree


def compare(comparison: tree.Compare, scope: Scope) -> Type:
    """Checks a comparison; whatever is wrong with it, it is a condition."""
    left = expressions.type_of(comparison.left, scope)
    right = expressions.type_of(comparison.right, scope)
    match comparison.operator:
        case "==" | "!=":
            _equality(comparison, left, right, scope)
        case "<" | "<=" | ">" | ">=":
            _order(comparison, left, right, scope)
        case "in" | "not in":
            _membership(comparison.left, left, comparison.right, right, comparison, scope)
        case "contains":
            _membership(comparison.right, right, comparison.left, left, comparison, scope)
        case "starts with" | "ends with":
            _texts(comparison, left, right, scope)
        case "matches":
            if _texts(comparison, left, right, scope):
                _pattern(comparison.right, scope)
    return BOOLEAN


# -- equality and order -------------------------------------------------------------------------


def _equality(comparison: tree.Compare, left: Type, right: Type, scope: Scope) -> bool:
    """Says why two values never are equal; True if they may be."""
    if not _literals_fit(comparison, left, right, scope):
        return False
    if _may_equal(comparison, left, right, scope):
        return True
    _mismatch(comparison, left, right, scope)
    return False


def _may_equal(comparison: tree.Compare, left: Type, right: Type, scope: Scope) -> bool:
    """Says whether two values may be equal; a text that a define is called with may be any that its
    body writes."""
    sides = ((left, comparison.left), (right, comparison.right))
    written = [isinstance(type_, WrittenType) for type_, _ in sides]
    if any(written) and all(
        known or any(texts(side, scope.home))
        for known, (_, side) in zip(written, sides, strict=True)
    ):
        return True
    return comparable(left, right)


def _literals_fit(comparison: tree.Compare, left: Type, right: Type, scope: Scope) -> bool:
    """Says which text literals are no members of an enum of the schema on the other side."""
    sides = ((left, comparison.left, comparison.right), (right, comparison.right, comparison.left))
    for type_, side, other in sides:
        if not isinstance(type_, EnumType) or isinstance(type_, WrittenType):
            continue
        if any(texts(side, scope.home)):
            continue
        if not check_members(type_, side, other, scope):
            return False
    return True


def _mismatch(comparison: tree.Compare, left: Type, right: Type, scope: Scope) -> None:
    if isinstance(left, EnumType) and isinstance(right, EnumType):
        _nothing_shared(comparison, left, right, scope)
    elif {type(left), type(right)} == {DateType, TimestampType}:
        stamp = comparison.left if isinstance(left, TimestampType) else comparison.right
        message = "a date doesn't compare with a timestamp"
        scope.say("date-and-timestamp", comparison.span, message, advice.on_stamp(stamp, scope))
    elif mixes_durations(left, right):
        message = "a duration in days doesn't compare with one in months, which differ in length"
        scope.say("days-and-months", comparison.span, message, advice.on_limit(comparison, scope))
    else:
        message = (
            f"`{scope.written(comparison.left)}` is {named(left, comparison.left)} and "
            f"`{scope.written(comparison.right)}` is {named(right, comparison.right)}: "
            "the two never compare"
        )
        help = advice.on_mismatch(comparison, left, right, scope)
        scope.say("type-mismatch", comparison.span, message, help)


def _nothing_shared(
    comparison: tree.Compare, left: EnumType, right: EnumType, scope: Scope
) -> None:
    message = (
        f"`{scope.written(comparison.left)}` and `{scope.written(comparison.right)}` "
        "have no value in common"
    )
    help = f"one is {named(left)}; the other {named(right)}"
    scope.say("no-shared-member", comparison.span, message, help)


def _order(comparison: tree.Compare, left: Type, right: Type, scope: Scope) -> None:
    if is_text(left) and is_text(right):
        _order_of_texts(comparison, left, right, scope)
        return
    for type_, side in ((left, comparison.left), (right, comparison.right)):
        if not is_text(type_) and not orderable(type_):
            message = f"`{scope.written(side)}` is {named(type_, side)}, which has no order"
            scope.say("no-order", comparison.span, message, advice.ORDERED)
            return
    if not comparable(left, right):
        _mismatch(comparison, left, right, scope)
    elif is_text(left) or is_text(right):
        _order_with_open(comparison, left, right, scope)


def _order_with_open(comparison: tree.Compare, left: Type, right: Type, scope: Scope) -> None:
    """Refuses the order of a text that is no ordered enum with a value of any type."""
    for type_, side in ((left, comparison.left), (right, comparison.right)):
        if is_text(type_) and not isinstance(type_, EnumType):
            message = f"`{scope.written(side)}` is {named(type_, side)}, which has no order"
            scope.say("no-order", comparison.span, message, advice.on_text_order(side, scope))
            return


def _order_of_texts(comparison: tree.Compare, left: Type, right: Type, scope: Scope) -> None:
    ordered = [type_ for type_ in (left, right) if isinstance(type_, EnumType) and type_.ordered]
    if not ordered:
        side = comparison.left if not isinstance(comparison.left, tree.Text) else comparison.right
        type_ = left if side is comparison.left else right
        message = f"`{scope.written(side)}` is {named(type_, side)}, which has no order"
        scope.say("no-order", comparison.span, message, advice.on_text_order(side, scope))
    elif _equality(comparison, left, right, scope) and ordered[0].members != ordered[-1].members:
        message = (
            f"`{scope.written(comparison.left)}` and `{scope.written(comparison.right)}` "
            "are of enums with different orders"
        )
        help = f"one is {named(left)}; the other {named(right)}: give both one order in the schema"
        scope.say("two-orders", comparison.span, message, help)


# -- texts and membership -----------------------------------------------------------------------


def _membership(
    part: tree.Expression,
    part_type: Type,
    whole: tree.Expression,
    whole_type: Type,
    comparison: tree.Compare,
    scope: Scope,
) -> None:
    if is_open(whole_type):
        return
    if isinstance(whole_type, ListType):
        beside = tree.Compare("==", part, whole, span=comparison.span)
        _element(beside, part_type, whole_type, scope)
    elif is_text(whole_type):
        if not is_open(part_type) and not is_text(part_type):
            message = f"a part of a text is a text, but `{scope.written(part)}` is "
            scope.say("not-a-text", part.span, message + named(part_type, part))
    else:
        written = scope.written(whole)
        message = f"a list is expected, but `{written}` is {named(whole_type, whole)}"
        help = None
        if isinstance(whole_type, MapType | Record):
            help = f"`keys({written})` lists its keys, `values({written})` its values"
        scope.say("not-a-list", whole.span, message, help)


def _element(comparison: tree.Compare, part: Type, whole: ListType, scope: Scope) -> None:
    item = whole.item
    if not _literals_fit(comparison, part, item, scope):
        return
    if _may_equal(comparison, part, item, scope):
        return
    if isinstance(part, EnumType) and isinstance(item, EnumType):
        _nothing_shared(comparison, part, item, scope)
        return
    message = (
        f"`{scope.written(comparison.left)}` is {named(part, comparison.left)}, "
        f"but `{scope.written(comparison.right)}` is {named(whole)}"
    )
    way = advice.on_element(comparison, part, item, scope)
    scope.say("type-mismatch", comparison.span, message, way)


def _texts(comparison: tree.Compare, left: Type, right: Type, scope: Scope) -> bool:
    fine = True
    for type_, side in ((left, comparison.left), (right, comparison.right)):
        if not is_open(type_) and not is_text(type_):
            written = scope.written(side)
            message = f"`{comparison.operator}` takes texts, but `{written}` is "
            help = advice.on_non_text(type_, written)
            scope.say("not-a-text", side.span, message + named(type_, side), help)
            fine = False
    return fine


def _pattern(pattern: tree.Expression, scope: Scope) -> None:
    for home, text in texts(pattern, scope.home):
        reason = fault(text.value)
        if reason is not None:
            message = f"`{text.value}` is no regular expression: {reason}"
            help = "regular expressions are those of RE2; `matches` means the whole text"
            scope.say("invalid-pattern", text.span, message, help, home)


# -- arithmetic ---------------------------------------------------------------------------------


def arithmetic(expression: tree.Arithmetic, scope: Scope) -> Type:
    """Gives the type of a sum, difference, product or quotient."""
    left = expressions.type_of(expression.left, scope)
    right = expressions.type_of(expression.right, scope)
    if expression.operator == "/" and _is_zero(expression.right):
        message = f"`{scope.written(expression)}` divides by zero"
        return scope.say("division-by-zero", expression.right.span, message)
    for side in (left, right):
        if isinstance(side, Mistaken):
            return side
    result = _result(expression.operator, left, right)
    return result if result is not None else _unfit(expression, left, right, scope)


def _is_zero(expression: tree.Expression) -> bool:
    return isinstance(expression, tree.Number) and expression.value == 0


def _result(operator: str, left: Type, right: Type) -> Type | None:
    if is_open(left) or is_open(right):
        other = right if is_open(left) else left
        return ANY if is_open(other) or _counts(other) else None
    match operator:
        case "+":
            return _sum(left, right) or _moved(left, right) or _moved(right, left)
        case "-":
            return _sum(left, right) or _moved(left, right) or _gap(left, right)
        case "*":
            return _product(left, right) or _product(right, left)
        case _:
            return _quotient(left, right)


def _counts(type_: Type) -> bool:
    return isinstance(type_, NumberType | DurationType | DateType | TimestampType)


def _sum(left: Type, right: Type) -> Type | None:
    same = left == right and isinstance(left, NumberType | DurationType)
    return left if same else None


def _moved(day: Type, by: Type) -> Type | None:
    moves = isinstance(day, DateType | TimestampType) and isinstance(by, DurationType)
    return day if moves else None


def _gap(left: Type, right: Type) -> Type | None:
    return DAYS if left == right and isinstance(left, DateType | TimestampType) else None


def _product(left: Type, right: Type) -> Type | None:
    fits = isinstance(left, NumberType | DurationType) and isinstance(right, NumberType)
    return left if fits else None


def _quotient(left: Type, right: Type) -> Type | None:
    if left == right and left in (NUMBER, DAYS):
        return NUMBER
    return DAYS if left == DAYS and isinstance(right, NumberType) else None


_SAYS = {"+": "{} and {} don't add", "-": "{1} can't be taken from {0}"} | {
    "*": "{} and {} don't multiply",
    "/": "{} can't be divided by {}",
}


def _unfit(expression: tree.Arithmetic, left: Type, right: Type, scope: Scope) -> Type:
    if mixes_durations(left, right):
        message = "a duration in days and one in months don't mix: months differ in length"
        return scope.say("days-and-months", expression.span, message)
    if {type(left), type(right)} == {DateType, TimestampType}:
        stamp = expression.left if isinstance(left, TimestampType) else expression.right
        message, help = "a date and a timestamp don't mix", advice.on_stamp(stamp, scope)
        return scope.say("date-and-timestamp", expression.span, message, help)
    says = _SAYS[expression.operator]
    message = says.format(named(left, expression.left), named(right, expression.right))
    way_out = advice.on_arithmetic(expression, left, right, scope)
    return scope.say("arithmetic", expression.span, message, way_out)


def negative(expression: tree.Negative, scope: Scope) -> Type:
    """Gives the type of `-x`."""
    type_ = expressions.type_of(expression.operand, scope)
    if is_open(type_) or isinstance(type_, NumberType | DurationType):
        return type_
    written = scope.written(expression.operand)
    message = f"`-` takes a number, but `{written}` is {named(type_, expression.operand)}"
    return scope.say("arithmetic", expression.span, message)
