"""Expressions: the Python that gives the value of each.

Python raises where something unknown would be asked for its value, and the rule then isn't passed.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from fractions import Fraction

from msgspec.structs import replace

from remit.evaluation.compiler import conditions, functions, lists, numbers, paths, pools
from remit.evaluation.compiler.code import (
    LISTED,
    Code,
    LeftOutError,
    Size,
    Steps,
    constant,
    longer,
    merged,
)
from remit.evaluation.compiler.scope import Scope, outside
from remit.manifest.types import (
    BOOLEAN,
    DATE,
    DAYS,
    MISTAKEN,
    MONTHS,
    NUMBER,
    EnumType,
    FieldType,
    ListType,
    MapType,
    Record,
    Type,
)
from remit.manifest.values import Days, Member
from remit.semantics.params import duration
from remit.syntax import tree


def value(expression: tree.Expression, scope: Scope) -> Code:
    """Gives the code of a value; what is known before the loops that are being written is computed
    ahead of them."""
    level = scope.level(expression)
    if _is_work(expression, scope) and level < scope.writer.block.level:
        key = scope.key(expression)
        return scope.writer.computed(key, level, lambda: _value(expression, scope))
    return _value(expression, scope)


def _is_work(expression: tree.Expression, scope: Scope) -> bool:
    """Says whether an expression does more than to name or write down a value."""
    match expression:
        case tree.Text() | tree.Number() | tree.Boolean() | tree.Date() | tree.Duration():
            return False
        case tree.Name(name):
            return scope.define(name) is not None
        case tree.Field() | tree.Index() | tree.PresenceTest() | tree.Default() | tree.Not():
            return any(_is_work(c, scope) for c in _expressions(expression))
        case tree.ListLiteral(items):
            return any(_is_work(item, scope) for item in items)
        case _:
            return True


def _expressions(node: tree.Node) -> list[tree.Expression]:
    return [child for child in tree.children(node) if isinstance(child, tree.Expression)]


def _value(expression: tree.Expression, scope: Scope) -> Code:
    scope.writer.more()
    scope.writer.cost.flat += 1
    return pools.pooled(expression, scope, lambda: _written(expression, scope))


def _written(expression: tree.Expression, scope: Scope) -> Code:
    match expression:
        case tree.Name(name):
            return _name(name, scope)
        case tree.Text(text):
            return _text(text)
        case tree.Number(number):
            return _number(number)
        case tree.Boolean(truth):
            return Code(constant(truth), BOOLEAN, 0)
        case tree.Date(day):
            return Code(scope.writer.date(day.isoformat()), DATE, 0)
        case tree.Duration():
            return _duration(expression)
        case tree.Field(target, name):
            return paths.field(value(target, scope), name, scope)
        case tree.Index():
            return paths.index(expression, scope)
        case tree.Default():
            return _default(expression, scope)
        case tree.Arithmetic():
            return numbers.arithmetic(expression, scope)
        case tree.Negative(operand):
            return numbers.negative(operand, scope)
        case tree.Call():
            return _call(expression, scope)
        case tree.ListLiteral(items):
            return _list(items, scope)
        case tree.Table(entries):
            return _table(entries, scope)
        case tree.Comprehension():
            return lists.comprehension(expression, scope)
        case tree.Sort():
            return lists.sort(expression, scope)
        case tree.Find():
            return lists.find(expression, scope)
        case tree.Decision():
            return _decision(expression, scope)
        case (
            tree.And() | tree.Or() | tree.Not() | tree.Implies() | tree.Compare()
            | tree.PresenceTest() | tree.Quantified()
        ):  # fmt: skip
            return conditions.as_value(expression, scope)


# -- names and literals -------------------------------------------------------------------------


def _name(name: str, scope: Scope) -> Code:
    bound = scope.names.get(name)
    if bound is not None:
        return bound
    define = scope.define(name)
    if define is not None:
        return value(define[0].body, scope.inside(define[1], {}))
    return outside(name, scope)


def _text(text: str) -> Code:
    type_ = EnumType(text.order, True) if isinstance(text, Member) else EnumType((str(text),))
    return Code(constant(text), type_, 0)


def _number(number: int | Fraction) -> Code:
    size = Size(len(str(abs(number.numerator))), len(str(number.denominator)), False)
    scale = str(number.denominator) if number.denominator != 1 else ""
    if not scale:
        size = Size(size.above, 0)
    return Code(constant(number.numerator), NUMBER, 0, scale=scale, size=size)


def _duration(written: tree.Duration) -> Code:
    found = duration(written)
    type_ = DAYS if isinstance(found, Days) else MONTHS
    assert isinstance(found.count, int)
    return Code(constant(found.count), type_, 0, size=Size(len(str(found.count)), 0))


def _list(items: tuple[tree.Expression, ...], scope: Scope) -> Code:
    parts = tuple(numbers.whole(value(item, scope), scope) for item in items)
    type_: Type = MISTAKEN
    for part in parts:
        type_ = merged(type_, _settled(part))
    level = max((part.level for part in parts), default=0)
    text = f"[{', '.join(part.text for part in parts)}]"
    holes = any(part.absent for part in parts)
    made = Code(text, ListType(type_), level, holes=holes, items=parts, length=(len(parts), 0))
    return _holding(made, parts)


def _settled(part: Code) -> Type:
    if part.condition:
        raise LeftOutError("a list of conditions")
    return part.type


def _table(entries: tuple[tuple[tree.Text, tree.Expression], ...], scope: Scope) -> Code:
    parts = [(key.value, numbers.whole(value(inner, scope), scope)) for key, inner in entries]
    type_: Type = MISTAKEN
    for _, part in parts:
        type_ = merged(type_, _settled(part))
    level = max((part.level for _, part in parts), default=0)
    text = ", ".join(f"{constant(key)}: {part.text}" for key, part in parts)
    made = Code(f"{{{text}}}", MapType(type_), level, length=(len(parts), 0))
    return _holding(made, [part for _, part in parts])


def _holding(whole: Code, parts: Sequence[Code]) -> Code:
    """Gives what is written out with the size of its parts."""
    inner, long = LISTED, False
    for part in parts:
        inner = longer(inner, longer(part.length, part.inner))
        long = long or part.long
    return replace(whole, inner=inner, long=long, inside=_places([part.steps for part in parts]))


def _places(steps: Sequence[Steps | None]) -> Steps | None:
    """Gives the place that is one of several, None where one of them isn't known."""
    known = [each for each in steps if each is not None]
    return (None, *known) if known and len(known) == len(steps) else None


# -- alternatives -------------------------------------------------------------------------------


def _default(default: tree.Default, scope: Scope) -> Code:
    first = value(default.value, scope)
    if first.condition:
        raise LeftOutError("a default for a condition")
    if not first.absent:
        scope.writer.cost.flat += 1
        return first
    first = scope.writer.named(first)
    with scope.writer.aside() as block:
        second = value(default.fallback, scope)
    type_ = merged(first.type, _settled(second))
    first, second = numbers.alike(first, second, scope)
    level = max(first.level, second.level, scope.writer.block.level if block.lines else 0)
    given = Code(
        f"({second.text} if {first.text} is None else {first.text})",
        type_,
        level,
        second.absent,
        second.absent and second.element,
        first.scale,
        numbers.larger(first.size, second.size),
        length=longer(first.length, second.length),
        inner=longer(first.inner, second.inner),
        long=first.long or second.long,
        stable=first.stable and second.items == (),
        under=first.under if second.items == () else frozenset(),
        steps=first.steps if second.items == () else None,
    )
    if not block.lines:
        return given
    name = scope.writer.name()
    scope.writer.line(f"{name} = {first.text}")
    with scope.writer.inner(f"if {name} is None:"):
        scope.writer.put(block)
        scope.writer.line(f"{name} = {second.text}")
    return numbers.retold(given, name, scope)


def _call(call: tree.Call, scope: Scope) -> Code:
    define = scope.define(call.function)
    if define is None:
        return functions.call(call, scope)
    return value(define[0].body, called(call, define, scope))


def called(call: tree.Call, define: tuple[tree.Define, object], scope: Scope) -> Scope:
    """Gives the scope of a define's body for a call, its arguments under names."""
    found, _ = define
    names: dict[str, Code] = {}
    for word, argument in zip(found.parameters or (), call.arguments, strict=True):
        names[word.text] = scope.writer.named(value(argument, scope))
    return scope.inside(scope.owner(call.function), names)


def _decision(decision: tree.Decision, scope: Scope) -> Code:
    """Writes a decision table: the number of the row that is hit, then what that row gives."""
    writer = scope.writer
    hit = writer.name()
    writer.line(f"{hit} = 0")
    for number, row in enumerate(decision.rows, 1):
        tests = tuple(test for test in row.conditions if test is not None)
        with writer.inner(f"if not {hit}:") if decision.take_first else nullcontext():
            _row(tests, hit, number, scope)
    writer.line(f"if not {hit}: raise Doubtful")
    columns = list(zip(*(row.values for row in decision.rows), strict=True))
    outputs = [_column(column, hit, scope) for column in columns]
    if len(outputs) == 1:
        return outputs[0]
    pairs = list(zip(decision.outputs, outputs, strict=True))
    fields = {word.text: FieldType(out.type, required=not out.absent) for word, out in pairs}
    text = ", ".join(f"{constant(word.text)}: {out.text}" for word, out in pairs)
    level = writer.block.level
    return Code(f"{{{text}}}", Record(decision.name.text, fields), level)


def _row(tests: tuple[tree.Expression, ...], hit: str, number: int, scope: Scope) -> None:
    """Writes whether a row is hit, and raises where that can't be decided or another one is."""
    writer = scope.writer
    test = conditions.all_of(tests, "true", scope)
    with writer.inner(f"if {test.text}:"):
        writer.line(f"if {hit}: raise Doubtful")
        writer.line(f"{hit} = {number}")
    if not test.sure:
        with writer.inner("else:"):
            other = conditions.all_of(tests, "false", scope)
            writer.line(f"if not ({other.text}): raise Doubtful")


def _column(values: tuple[tree.Expression, ...], hit: str, scope: Scope) -> Code:
    """Writes the value of one output: that of the row that was hit."""
    writer = scope.writer
    name = writer.name()
    found: Code | None = None
    for number, expression in enumerate(values, 1):
        with writer.inner(f"if {hit} == {number}:"):
            code = numbers.whole(value(expression, scope), scope)
            writer.line(f"{name} = {code.text}")
        found = code if found is None else _either(found, code)
    assert found is not None
    return replace(found, text=name, level=writer.block.level, items=None)


def _either(left: Code, right: Code) -> Code:
    """Gives what is known of a value that is one or the other."""
    return replace(
        left,
        type=merged(_settled(left), _settled(right)),
        absent=left.absent or right.absent,
        element=left.element and right.element,
        size=numbers.larger(left.size, right.size),
        holes=left.holes or right.holes,
        length=longer(left.length, right.length),
        inner=longer(left.inner, right.inner),
        long=left.long or right.long,
        stable=left.stable and right.stable,
        chosen=left.chosen and right.chosen,
        origin="",
        under=left.under & right.under,
        steps=left.steps if left.steps == right.steps else None,
        inside=left.inside if left.inside == right.inside else None,
    )
