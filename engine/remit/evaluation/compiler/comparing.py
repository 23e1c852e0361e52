"""Comparing: equality, order, membership and texts in Python.

Types tell which kinds meet; where they don't, because the schema leaves a value open, it is asked
at run time what it is, and what doesn't compare is in doubt.
"""

from __future__ import annotations

from ast import literal_eval

from remit.evaluation.compiler import expressions, lists, numbers
from remit.evaluation.compiler.code import (
    LONG,
    Code,
    LeftOutError,
    Test,
    Wanted,
    constant,
    is_ordered,
    is_raw,
    is_scalar,
    kind_of,
)
from remit.evaluation.compiler.scope import Scope
from remit.manifest.types import (
    AnyType,
    DateType,
    DurationType,
    EnumType,
    ListType,
    MapType,
    NumberType,
    Record,
    TextType,
    TimestampType,
    VersionType,
)
from remit.semantics.fitting import is_text
from remit.semantics.patterns import is_plain
from remit.syntax import tree

_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def compare(condition: tree.Compare, wanted: Wanted, scope: Scope) -> Test:
    """Gives the test of a comparison."""
    operator = condition.operator
    if operator in ("in", "not in", "contains"):
        return lists.membership(condition, wanted, scope)
    left = expressions.value(condition.left, scope)
    right = expressions.value(condition.right, scope)
    charge(left, right, scope)
    if operator in _OPPOSITE:
        sign = operator if wanted == "true" else _OPPOSITE[operator]
        return _of_signs(sign, left, right, scope)
    return _of_texts(operator, left, right, wanted, scope)


def charge(left: Code, right: Code, scope: Scope) -> None:
    """Adds what it costs to walk through two operands."""
    writer = scope.writer
    for side in (left, right):
        match side.type:
            case EnumType(members):
                writer.cost.flat += max(map(len, members), default=0) // 256
            case TextType():
                writer.cost.texts += 1
                writer.cost.flat += LONG if side.long else 0
            case ListType() if not side.stable:
                plain = is_scalar(side.type.item)
                writer.tally(writer.named(side), 1, int(plain), int(not plain))
            case ListType() | MapType() | Record() | AnyType():
                writer.cost.walks += 2
            case _:
                pass


def _of_signs(sign: str, left: Code, right: Code, scope: Scope) -> Test:
    if isinstance(left.type, AnyType) or isinstance(right.type, AnyType):
        return _open(sign, left, right, scope)
    if sign not in ("==", "!=") and (is_ordered(left.type) or is_ordered(right.type)):
        return _by_rank(sign, left, right, scope)
    if isinstance(left.type, NumberType | DurationType):
        if left.type != right.type:
            raise LeftOutError("two kinds of values that don't compare")
        left, right = numbers.crossed(left, right, scope)
        return guarded(f"{{}} {sign} {{}}", left, right, sign == "==", scope)
    if kind_of(left.type) != kind_of(right.type):
        raise LeftOutError("two kinds of values that don't compare")
    if is_scalar(left.type):
        return guarded(f"{{}} {sign} {{}}", left, right, sign == "==", scope)
    return _deep(sign, left, right, scope)


def guarded(form: str, left: Code, right: Code, equality: bool, scope: Scope) -> Test:
    """Gives a comparison that holds where both sides are there and it holds of them."""
    if equality and not (left.absent and right.absent):
        return Test(form.format(left.text, right.text), sure=not (left.absent or right.absent))
    sides = [scope.writer.named(side) if side.absent else side for side in (left, right)]
    absent = [f"{side.text} is not None" for side in sides if side.absent]
    text = " and ".join([*absent, form.format(sides[0].text, sides[1].text)])
    return Test(text, not absent, "and" if absent else "")


def _deep(sign: str, left: Code, right: Code, scope: Scope) -> Test:
    """Gives the equality of lists and records, where nothing in them is told apart by its type."""
    if isinstance(left.type, ListType) and isinstance(right.type, ListType):
        items = (left.type.item, right.type.item)
        if all(map(is_scalar, items)) and kind_of(items[0]) == kind_of(items[1]):
            return guarded(f"{{}} {sign} {{}}", left, right, sign == "==", scope)
    if not (is_raw(left.type) and is_raw(right.type)):
        raise LeftOutError("lists or records with durations in them")
    return _same(sign, left, right, scope)


def _same(sign: str, left: Code, right: Code, scope: Scope) -> Test:
    sides = [scope.writer.named(side) for side in (left, right)]
    wanted = sign == "=="
    return Test(f"same({sides[0].text}, {sides[1].text}) is {wanted}", sure=False)


# -- order --------------------------------------------------------------------------------------


def ranks(type_: EnumType, scope: Scope) -> str:
    """Gives a table of the positions of an ordered enum's members."""
    members = type_.members

    def write() -> str:
        entries = ", ".join(f"{constant(m)}: {at}" for at, m in enumerate(members, 1))
        return f"{{{entries}}}"

    return scope.writer.index(("ranks", members), 0, write)


def _by_rank(sign: str, left: Code, right: Code, scope: Scope) -> Test:
    types = [side.type for side in (left, right) if isinstance(side.type, EnumType)]
    ordered = next(type_ for type_ in types if type_.ordered)
    both = all(type_.members == ordered.members for type_ in types if type_.ordered)
    if not both or not (is_text(left.type) and is_text(right.type)):
        raise LeftOutError("an order that only the interpreter tells")
    table = ranks(ordered, scope)
    return guarded(f"{table}[{{}}] {sign} {table}[{{}}]", left, right, False, scope)


def sortable(code: Code, scope: Scope) -> str:
    """Gives what Python sorts by, which has to be there."""
    code = scope.writer.named(code)
    scope.writer.line(f"if {code.text} is None: raise Doubtful")
    match code.type:
        case EnumType(ordered=True):
            return f"{ranks(code.type, scope)}[{code.text}]"
        case NumberType() | DateType() | TimestampType() | DurationType() | VersionType():
            return code.text
        case AnyType():
            return f"number({code.text})"
        case _:
            raise LeftOutError("an order of what may have none")


# -- what the schema leaves open ----------------------------------------------------------------


def _open(sign: str, left: Code, right: Code, scope: Scope) -> Test:
    if not (is_raw(left.type) and is_raw(right.type)):
        raise LeftOutError("a value that the schema leaves open beside a duration")
    if sign in ("==", "!="):
        left, right = numbers.whole(left, scope), numbers.whole(right, scope)
        quick = _against_text(sign, left, right, scope)
        return quick or _same(sign, left, right, scope)
    for side in (left, right):
        if not isinstance(side.type, AnyType | NumberType):
            raise LeftOutError("an order of what the schema leaves open")
    left, right = numbers.crossed(numbers.counted(left), numbers.counted(right), scope)
    return guarded(f"{{}} {sign} {{}}", left.given(), right.given(), False, scope)


def _against_text(sign: str, left: Code, right: Code, scope: Scope) -> Test | None:
    """Gives the equality of an open value and a text, which is true of no other kind."""
    if isinstance(right.type, AnyType):
        left, right = right, left
    if not is_text(right.type) or right.absent:
        return None
    if sign == "==":
        return Test(f"{left.text} == {right.text}", sure=False)
    left = scope.writer.named(left)
    text = f"{left.text}.__class__ is str and {left.text} != {right.text}"
    return Test(text, False, "and")


# -- texts --------------------------------------------------------------------------------------

_TEXTS: dict[str, str] = {"starts with": "startswith", "ends with": "endswith"}


def _of_texts(operator: str, left: Code, right: Code, wanted: Wanted, scope: Scope) -> Test:
    for side in (left, right):
        if not (is_text(side.type) or isinstance(side.type, AnyType)):
            raise LeftOutError("a test of texts that may be none")
    sides = [scope.writer.named(side) if side.absent else side for side in (left, right)]
    if operator == "matches":
        positive, negative = _matches(sides[0], right, scope)
    else:
        positive = f"{sides[0].text}.{_TEXTS[operator]}({sides[1].text})"
        negative = f"not {positive}"
    absent = [f"{side.text} is not None" for side in sides if side.absent]
    text = " and ".join([*absent, positive if wanted == "true" else negative])
    return Test(text, not absent, "and" if absent else "")


def _matches(text: Code, pattern: Code, scope: Scope) -> tuple[str, str]:
    if pattern.level > 0 or pattern.absent:
        raise LeftOutError("a regular expression that is computed")
    function = "plain_pattern" if _is_plain(pattern) else "pattern"
    fits = scope.writer.index(("pattern", pattern.text), 0, lambda: f"{function}({pattern.text})")
    return f"{fits}({text.text}) is not None", f"{fits}({text.text}) is None"


def _is_plain(pattern: Code) -> bool:
    written = pattern.text[:1] in "'\"" and literal_eval(pattern.text)
    return isinstance(written, str) and is_plain(written)
