"""Numbers: exact arithmetic in Python, with fractions of literals as scales of whole numbers.

How many digits a result may have is known beforehand; where that could be too many for the
language, the number is looked at.
"""

from __future__ import annotations

from msgspec.structs import replace

from remit.evaluation.compiler import expressions
from remit.evaluation.compiler.code import WHOLE, Code, LeftOutError, Size
from remit.evaluation.compiler.scope import Scope
from remit.manifest.plain import SHORT
from remit.manifest.types import (
    DAYS,
    MONTHS,
    NUMBER,
    AnyType,
    DateType,
    DurationType,
    NumberType,
    TimestampType,
)
from remit.syntax import tree
from remit.text.numbers import DIGITS

_SUMMED = 12
"""A sum has at most so many digits more than its parts."""


def arithmetic(expression: tree.Arithmetic, scope: Scope) -> Code:
    """Gives a sum, difference, product or quotient."""
    left = _needed(expressions.value(expression.left, scope), scope)
    right = _needed(expressions.value(expression.right, scope), scope)
    numeric = isinstance(left.type, NumberType) and isinstance(right.type, NumberType)
    match expression.operator:
        case "+" | "-" as sign:
            if numeric or (left.type == right.type and isinstance(left.type, DurationType)):
                return _within_bounds(_sum(sign, left, right, scope), scope)
            return _of_dates(sign, left, right, scope)
        case "*":
            return _within_bounds(_product(left, right, scope), scope)
        case _:
            return _within_bounds(_quotient(left, right, scope), scope)


def negative(operand: tree.Expression, scope: Scope) -> Code:
    """Gives a number or duration with the other sign."""
    code = _needed(expressions.value(operand, scope), scope)
    if not isinstance(code.type, NumberType | DurationType):
        raise LeftOutError("the negative of what is no number")
    return replace(code, text=f"(-{code.text})")


def _needed(code: Code, scope: Scope) -> Code:
    """Gives an operand that Python can reckon with: None raises in any arithmetic."""
    return counted(code).given()


def counted(code: Code) -> Code:
    """Gives an open value as a number, which raises where it is none."""
    if not isinstance(code.type, AnyType):
        return code
    return replace(code, text=f"number({code.text})", type=NUMBER)


def _sum(sign: str, left: Code, right: Code, scope: Scope) -> Code:
    size = _added(left.size, right.size)
    left, right, scale = _common_scale(left, right)
    text = f"({left.text} {sign} {right.text})"
    return Code(text, left.type, _level(left, right), scale=scale, size=size)


def _added(left: Size, right: Size) -> Size:
    above = max(left.above + right.below, right.above + left.below) + 1
    if left.decimal and right.decimal:
        return Size(above, max(left.below, right.below))
    return Size(above, left.below + right.below, left.below == right.below == 0)


def _common_scale(left: Code, right: Code) -> tuple[Code, Code, str]:
    """Gives both numbers with one scale."""
    if left.scale == right.scale:
        return left, right, left.scale
    scale = times(left.scale, right.scale)
    first = replace(left, text=times(left.text, right.scale), scale=scale)
    return first, replace(right, text=times(right.text, left.scale), scale=scale), scale


def crossed(left: Code, right: Code, scope: Scope) -> tuple[Code, Code]:
    """Gives both numbers without scales, as they compare; absent ones get names first."""
    if left.scale == right.scale:
        return left, right
    pair = []
    for side, other in ((left, right), (right, left)):
        if side.absent and other.scale:
            side = scope.writer.named(side)
            text = f"(None if {side.text} is None else {side.text} * {other.scale})"
            pair.append(replace(side, text=text))
        else:
            pair.append(replace(side, text=times(side.text, other.scale)))
    return pair[0], pair[1]


def times(text: str, scale: str) -> str:
    """Gives a number times a scale."""
    if scale in ("", "1") or text in ("", "1"):
        return scale if text in ("", "1") and scale else text
    if text.isdigit() and scale.isdigit() and len(text + scale) < SHORT:
        return str(int(text) * int(scale))
    return f"({text} * {scale})"


def _product(left: Code, right: Code, scope: Scope) -> Code:
    types = (left.type, right.type)
    if NUMBER not in types or not all(isinstance(t, NumberType | DurationType) for t in types):
        raise LeftOutError("a product of what is no number")
    if MONTHS in types:
        raise LeftOutError("months that are multiplied")
    size = Size(
        left.size.above + right.size.above,
        left.size.below + right.size.below,
        left.size.decimal and right.size.decimal,
    )
    type_ = right.type if left.type == NUMBER else left.type
    text = f"({left.text} * {right.text})"
    return Code(text, type_, _level(left, right), scale=times(left.scale, right.scale), size=size)


def _quotient(left: Code, right: Code, scope: Scope) -> Code:
    """Gives a quotient as a number with a scale; one that isn't greater than zero is in doubt."""
    types = (left.type, right.type)
    if types not in ((NUMBER, NUMBER), (DAYS, DAYS), (DAYS, NUMBER)):
        raise LeftOutError("a quotient of what is no number")
    writer = scope.writer
    scale = times(right.text, left.scale)
    if not (right.text.isdigit() and right.text != "0"):
        name = writer.name()
        writer.line(f"{name} = {scale}")
        writer.line(f"if not {name} > 0: raise Doubtful")
        scale = name
    size = Size(left.size.above + right.size.below, left.size.below + right.size.above, False)
    type_ = DAYS if types == (DAYS, NUMBER) else NUMBER
    level = writer.block.level if scale.startswith("v") else _level(left, right)
    return Code(times(left.text, right.scale), type_, level, scale=scale, size=size)


def _level(left: Code, right: Code) -> int:
    return max(left.level, right.level)


def _within_bounds(code: Code, scope: Scope) -> Code:
    """Looks at a number that may be too long, which is in doubt then."""
    if _is_short(code.size):
        return code
    code = whole(code, scope)
    return replace(code, text=f"short({code.text})", size=Size(DIGITS, DIGITS, False))


def _is_short(size: Size) -> bool:
    """Says whether a number stays within bounds. Decimals may have twice as many digits below their
    stroke as was reckoned, as their denominators are of twos and fives."""
    return 2 * (size.above + size.below) < DIGITS


def whole(code: Code, scope: Scope) -> Code:
    """Gives a number as it is, without a scale."""
    if not code.scale:
        return code
    if code.absent:
        code = scope.writer.named(code)
        text = f"(None if {code.text} is None else ratio({code.text}, {code.scale}))"
        return replace(code, text=text, scale="")
    return replace(code, text=f"ratio({code.text}, {code.scale})", scale="")


def alike(left: Code, right: Code, scope: Scope) -> tuple[Code, Code]:
    """Gives two values that may stand for one another, numbers with the same scale."""
    if left.scale == right.scale:
        return left, right
    return whole(left, scope), whole(right, scope)


def larger(left: Size, right: Size) -> Size:
    """Gives the size of what is one number or the other."""
    decimal = left.decimal and right.decimal
    return Size(max(left.above, right.above), max(left.below, right.below), decimal)


def retold(code: Code, name: str, scope: Scope) -> Code:
    """Gives code whose value was written under a name."""
    return replace(code, text=name, level=scope.writer.block.level)


def summed(size: Size) -> Size | None:
    """Gives the size of a sum of any length; None where that may grow beyond bounds."""
    found = Size(size.above + 2 * size.below + _SUMMED, size.below)
    return found if size.decimal and _is_short(found) else None


# -- dates --------------------------------------------------------------------------------------


def _of_dates(sign: str, left: Code, right: Code, scope: Scope) -> Code:
    left, right = whole(left, scope), whole(right, scope)
    level = _level(left, right)
    match left.type, right.type:
        case DateType(), DateType() if sign == "-":
            return Code(f"({left.text} - {right.text}).days", DAYS, level, size=WHOLE)
        case (DateType() | TimestampType(), DurationType(unit)):
            by = right.text if sign == "+" else f"-{right.text}"
            return Code(f"by_{unit}({left.text}, {by})", left.type, level)
        case (DurationType(unit), DateType() | TimestampType()) if sign == "+":
            return Code(f"by_{unit}({right.text}, {left.text})", right.type, level)
        case TimestampType(), TimestampType() if sign == "-":
            size = Size(20, 20, False)
            return Code(f"between({left.text}, {right.text})", DAYS, level, size=size)
    raise LeftOutError("arithmetic of values that only the interpreter tells apart")
