"""Functions: what each builtin is in Python, written in place or called."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec.structs import replace

from remit.evaluation.compiler import comparing, expressions, lists, numbers
from remit.evaluation.compiler.code import LONG, WHOLE, Code, LeftOutError, Size, is_raw
from remit.evaluation.compiler.lists import MADE
from remit.evaluation.compiler.scope import Scope
from remit.manifest.types import (
    ANY,
    BOOLEAN,
    DATE,
    DAYS,
    MONTHS,
    NUMBER,
    TEXT,
    VERSION,
    AnyType,
    DateType,
    DurationType,
    EnumType,
    FieldType,
    ListType,
    MapType,
    NumberType,
    Record,
    TimestampType,
    Type,
)
from remit.semantics.fitting import is_text
from remit.syntax import tree
from remit.text.numbers import DIGITS

_ANY_SIZE = Size(DIGITS, DIGITS, False)

_PARTS = (1_000_000, 0)
"""A text has at most so many parts."""

Written = Callable[[tree.Call, Scope], Code]


def call(call: tree.Call, scope: Scope) -> Code:
    """Gives what a function of the language gives."""
    written = _FUNCTIONS.get(call.function)
    if written is None:
        raise LeftOutError(f"the function `{call.function}`")
    scope.writer.cost.flat += 2
    return written(call, scope)


def _argument(call: tree.Call, at: int, scope: Scope) -> Code:
    """Gives an argument, which raises where it is absent; a text costs a walk through it."""
    code = numbers.whole(expressions.value(call.arguments[at], scope), scope)
    scope.writer.cost.texts += 1
    scope.writer.cost.flat += LONG * code.long
    return code


# -- lists --------------------------------------------------------------------------------------


def _list(call: tree.Call, scope: Scope) -> Code:
    source = lists.listed(call.arguments[0], scope)
    scope.writer.tally(source, 1 + MADE)
    return source


def _count(call: tree.Call, scope: Scope) -> Code:
    size = Size(12, 0)
    counted = call.arguments[0]
    if not isinstance(counted, tree.Comprehension) or not isinstance(counted.element, tree.Name):
        source = _list(call, scope)
        return Code(f"len({source.text})", NUMBER, source.level, size=size)
    writer = scope.writer
    name = writer.name()
    writer.line(f"{name} = 0")
    with lists.nested(counted.generators, scope):
        writer.line(f"{name} += 1")
        writer.cost.flat += 2
    return Code(name, NUMBER, writer.block.level, size=size)


def _sum(call: tree.Call, scope: Scope) -> Code:
    summed = call.arguments[0]
    if isinstance(summed, tree.Comprehension):
        return _sum_of(summed, scope)
    source = _list(call, scope)
    assert isinstance(source.type, ListType)
    if source.items == ():
        type_ = DAYS if len(call.arguments) > 1 else NUMBER
        return Code(f"(0 * len({source.text}))", type_, source.level, size=WHOLE)
    if not isinstance(source.type.item, NumberType | DurationType):
        raise LeftOutError("a sum of what may be no numbers")
    if not source.stable:
        return Code(f"total({source.text})", source.type.item, source.level, size=_ANY_SIZE)
    size = numbers.summed(Size())
    return Code(f"sum({source.text})", source.type.item, source.level, size=size or _ANY_SIZE)


def _sum_of(summed: tree.Comprehension, scope: Scope) -> Code:
    writer = scope.writer
    name = writer.name()
    writer.line(f"{name} = 0")
    with lists.nested(summed.generators, scope) as (inner, *_):
        code = numbers.counted(expressions.value(summed.element, inner))
        if not isinstance(code.type, NumberType | DurationType) or code.type == MONTHS:
            raise LeftOutError("a sum of what may be no numbers")
        size = numbers.summed(code.size)
        fixed = code.scale.isdigit() or not code.scale
        if not fixed or size is None:
            code = numbers.whole(code, inner)
        text = code.text if size is not None else f"short({name} + {code.text})"
        writer.line(f"{name} {'+=' if size is not None else '='} {text}")
        writer.cost.flat += 2
    level = writer.block.level
    return Code(name, code.type, level, scale=code.scale, size=size or _ANY_SIZE)


def _extreme(function: str) -> Written:
    def written(call: tree.Call, scope: Scope) -> Code:
        source = _list(call, scope)
        assert isinstance(source.type, ListType)
        item = source.type.item
        by = ""
        match item:
            case EnumType(ordered=True):
                by = f", key={comparing.ranks(item, scope)}.__getitem__"
            case NumberType() | DateType() | TimestampType() | DurationType():
                pass
            case _:
                raise LeftOutError("the least or greatest of what may have no order")
        text = f"{function}(whole({source.text}), default=None{by})"
        size = Size() if source.stable else _ANY_SIZE
        return Code(text, item, source.level, True, size=size)

    return written


def _distinct(call: tree.Call, scope: Scope) -> Code:
    source = lists.scalars(_thorough(call, scope))
    return replace(source, text=f"distinct({source.text})", holes=False, items=None)


def _duplicates(call: tree.Call, scope: Scope) -> Code:
    source = lists.scalars(_thorough(call, scope))
    return replace(source, text=f"repeated({source.text})", holes=False, items=None)


def _thorough(call: tree.Call, scope: Scope) -> Code:
    source = lists.listed(call.arguments[0], scope)
    scope.writer.tally(source, 1 + MADE, 1)
    return replace(source, stable=False)


def _at(position: str) -> Written:
    def written(call: tree.Call, scope: Scope) -> Code:
        source = _list(call, scope)
        assert isinstance(source.type, ListType)
        text = f"({source.text}[{position}] if len({source.text}) else None)"
        return Code(
            text,
            source.type.item,
            source.level,
            True,
            length=source.inner,
            inner=source.inner,
            long=source.long,
            stable=source.stable,
        )

    return written


def _pairs(call: tree.Call, scope: Scope) -> Code:
    source = _list(call, scope)
    assert isinstance(source.type, ListType)
    field = FieldType(source.type.item, required=not source.holes)
    pair = Record("pair", {"before": field, "after": field})
    text = f"pairs({source.text})"
    return Code(
        text,
        ListType(pair),
        source.level,
        holes=False,
        length=source.length,
        inner=source.inner,
        long=source.long,
    )


# -- records and maps ---------------------------------------------------------------------------


def _keys(call: tree.Call, scope: Scope) -> Code:
    code = _record(call, scope)
    return Code(
        f"list({code.text}.keys())", ListType(TEXT), code.level, holes=False, length=code.length
    )


def _values(call: tree.Call, scope: Scope) -> Code:
    code = _record(call, scope)
    if isinstance(code.type, MapType):
        inner = code.type.value
    elif is_raw(code.type):
        inner = ANY
    else:
        raise LeftOutError("the values of a record of several types")
    return Code(
        f"list({code.text}.values())",
        ListType(inner),
        code.level,
        length=code.length,
        inner=code.inner,
        long=code.long,
    )


def _record(call: tree.Call, scope: Scope) -> Code:
    code = expressions.value(call.arguments[0], scope)
    if not isinstance(code.type, Record | MapType | AnyType):
        raise LeftOutError("the entries of what may be no map")
    scope.writer.cost.walks += MADE
    if code.length[1]:  # of a table that is written out, the entries are known
        scope.writer.block.unit.mapped = True
    return code


# -- texts --------------------------------------------------------------------------------------


def _length(call: tree.Call, scope: Scope) -> Code:
    code = _argument(call, 0, scope)
    scope.writer.cost.walks += 1
    return Code(f"len({code.text})", NUMBER, code.level, size=Size(12, 0))


def _method(name: str, *, long: bool = False) -> Written:
    """Gives a function of texts that is a method of the first one in Python."""

    def written(call: tree.Call, scope: Scope) -> Code:
        whole, *others = _texts(call, scope)
        arguments = ", ".join(other.text for other in others)
        level = max(code.level for code in (whole, *others))
        is_long = long or any(code.long for code in (whole, *others))
        return Code(f"{whole.text}.{name}({arguments})", TEXT, level, long=is_long)

    return written


def _texts(call: tree.Call, scope: Scope) -> list[Code]:
    found = [_argument(call, at, scope) for at in range(len(call.arguments))]
    for code in found:
        if not (is_text(code.type) or isinstance(code.type, AnyType)):
            raise LeftOutError("a function of texts that may be none")
    return found


def _split(call: tree.Call, scope: Scope) -> Code:
    whole, separator = _texts(call, scope)
    text = f"{whole.text}.split(text_of({separator.text}))"
    level = max(whole.level, separator.level)
    scope.writer.cost.flat += MADE * 32
    scope.writer.cost.texts += MADE * 32
    return Code(text, ListType(TEXT), level, holes=False, length=_PARTS, long=whole.long)


def _called(helper: str, type_: Type, *, long: bool = False) -> Written:
    """Gives a function of texts that a helper is called for."""

    def written(call: tree.Call, scope: Scope) -> Code:
        codes = _texts(call, scope)
        level = max(code.level for code in codes)
        text = f"{helper}({', '.join(code.text for code in codes)})"
        return Code(text, type_, level, long=long)

    return written


def _join(call: tree.Call, scope: Scope) -> Code:
    source = lists.listed(call.arguments[0], scope)
    assert isinstance(source.type, ListType)
    if not (is_text(source.type.item) or isinstance(source.type.item, AnyType)):
        raise LeftOutError("a function of texts that may be none")
    scope.writer.tally(source, 1, 1)
    separator = _argument(call, 1, scope) if len(call.arguments) > 1 else Code("''", TEXT, 0)
    level = max(source.level, separator.level)
    return Code(f"joined({source.text}, {separator.text})", TEXT, level, long=True)


def _text(call: tree.Call, scope: Scope) -> Code:
    """Only a text or date is its own text as written; numbers keep that in the document."""
    code = _argument(call, 0, scope)
    if isinstance(code.type, DateType):
        return Code(f"{code.text}.isoformat()", TEXT, code.level)
    if not (is_text(code.type) or isinstance(code.type, AnyType)):
        raise LeftOutError("the text of what isn't known to be one")
    return Code(f"text_of({code.text})", TEXT, code.level, long=code.long)


# -- numbers ------------------------------------------------------------------------------------


def _number(call: tree.Call, scope: Scope) -> Code:
    code = _argument(call, 0, scope)
    if isinstance(code.type, NumberType):
        return code.given() if not code.absent else replace(code, text=f"number({code.text})")
    if not is_text(code.type):
        raise LeftOutError("a number from what may be none")
    return Code(f"number_of({code.text})", NUMBER, code.level)


def _abs(call: tree.Call, scope: Scope) -> Code:
    code = numbers.counted(expressions.value(call.arguments[0], scope))
    return replace(code.given(), text=f"abs({code.text})")


def _round(call: tree.Call, scope: Scope) -> Code:
    code = numbers.counted(_argument(call, 0, scope))
    digits = 0
    if len(call.arguments) > 1:
        written = call.arguments[1]
        if not isinstance(written, tree.Number) or not isinstance(written.value, int):
            raise LeftOutError("a number of decimals that is computed")
        digits = written.value
        if digits > DIGITS // 4:
            raise LeftOutError("a number of many decimals")
    size = Size(code.size.above + digits + 1, digits + 1)
    return Code(f"rounded({code.text}, {digits})", NUMBER, code.level, size=size)


def _rank(call: tree.Call, scope: Scope) -> Code:
    code = _argument(call, 0, scope)
    if not (isinstance(code.type, EnumType) and code.type.ordered):
        raise LeftOutError("a rank of what may have none")
    table = comparing.ranks(code.type, scope)
    return Code(f"{table}[{code.text}]", NUMBER, code.level, size=WHOLE)


# -- dates --------------------------------------------------------------------------------------


def _days(call: tree.Call, scope: Scope) -> Code:
    code = expressions.value(call.arguments[0], scope)
    if code.type != DAYS:
        raise LeftOutError("the days of what may be no duration")
    text = f"certain({code.text})" if code.absent else code.text
    return replace(code.given(), text=text, type=NUMBER)


def _date(call: tree.Call, scope: Scope) -> Code:
    code = _argument(call, 0, scope)
    match code.type:
        case DateType():
            return replace(code.given(), text=f"certain({code.text})")
        case TimestampType():
            return Code(f"{code.text}.date()", DATE, code.level)
        case _ if is_text(code.type):
            return Code(f"date_of({code.text})", DATE, code.level)
    raise LeftOutError("a date from what may be none")


def _of_day(form: str, type_: Type) -> Written:
    """Gives a part of a date or timestamp."""

    def written(call: tree.Call, scope: Scope) -> Code:
        code = _argument(call, 0, scope)
        if not isinstance(code.type, DateType | TimestampType):
            raise LeftOutError("a part of a date that may be none")
        return Code(form.format(code.text), type_, code.level, size=Size(4, 0))

    return written


# -- the repository -----------------------------------------------------------------------------


def _path_of(call: tree.Call, scope: Scope) -> Code:
    (argument,) = call.arguments
    code = expressions.value(argument, scope)
    scope.writer.cost.flat += 130
    if code.text in ("m", "b") and not code.absent:
        return Code(f"{code.text}_path", TEXT, code.level)
    return Code(f"paths[id({code.text})]", TEXT, code.level)


def _file_exists(call: tree.Call, scope: Scope) -> Code:
    (code,) = _texts(call, scope)
    return Code(f"exists({code.text}, own_path)", BOOLEAN, max(code.level, 1))


_FUNCTIONS: Mapping[str, Written] = {
    "count": _count,
    "sum": _sum,
    "min": _extreme("min"),
    "max": _extreme("max"),
    "distinct": _distinct,
    "duplicates": _duplicates,
    "first": _at("0"),
    "last": _at("-1"),
    "pairs": _pairs,
    "keys": _keys,
    "values": _values,
    "length": _length,
    "lower": _method("lower"),
    "upper": _method("upper", long=True),
    "trim": _method("strip"),
    "join": _join,
    "split": _split,
    "replace": _called("replaced", TEXT, long=True),
    "without_start": _method("removeprefix"),
    "without_end": _method("removesuffix"),
    "text": _text,
    "version": _called("version", VERSION),
    "number": _number,
    "abs": _abs,
    "round": _round,
    "rank": _rank,
    "days": _days,
    "date": _date,
    "year": _of_day("{}.year", NUMBER),
    "quarter": _of_day("quarter({})", TEXT),
    "month": _of_day("{}.month", NUMBER),
    "path_of": _path_of,
    "file_exists": _file_exists,
}
