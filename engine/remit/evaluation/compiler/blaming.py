"""Blaming: the Python that finds the least part of a condition that explains its outcome.

It is what `blame.py` does, where all is known: which outcome a part needs to have to be blamed is
known beforehand, and whether it has it is tested where that depends on the manifest. A part is told
by how it is written, its values, and the path of each; these are constants but for the values.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from remit.evaluation.compiler import conditions, expressions, joins, lists, numbers
from remit.evaluation.compiler.code import Code, LeftOutError, Wanted, constant, is_raw
from remit.evaluation.compiler.standing import NOWHERE, Sight, Stand, elements, stand
from remit.evaluation.told import SHOWN
from remit.manifest.types import (
    AnyType,
    BooleanType,
    DateType,
    DurationType,
    ListType,
    MapType,
    NumberType,
    Record,
    TimestampType,
    Type,
    VersionType,
)
from remit.semantics.fitting import is_text
from remit.syntax import tree

_GUILTY = {("some", True): True, ("every", False): False, ("no", False): True}
"""Which elements explain a quantifier; else its list does."""


def blame(condition: tree.Expression, outcome: bool, sight: Sight, atoms: str) -> None:
    """Writes what adds the parts to a list that explain why a condition has its outcome."""
    match condition:
        case tree.And(parts) | tree.Or(parts):
            wins = isinstance(condition, tree.Or)
            for part in parts:
                if outcome is wins:
                    _if_so(part, outcome, sight, atoms)
                else:
                    blame(part, outcome, sight, atoms)
        case tree.Not(operand):
            blame(operand, not outcome, sight, atoms)
        case tree.Implies(left, right) if outcome:
            _either(left, right, sight, atoms)
        case tree.Implies(left, right):
            blame(right, False, sight, atoms)
            blame(left, True, sight, atoms)
        case tree.Quantified():
            _quantified(condition, outcome, sight, atoms)
        case tree.Name(name) if name in sight.lets:
            expression, there = sight.behind[name]
            _charge(expression, there)
            blame(expression, outcome, there, atoms)
        case tree.Name(name) | tree.Call(name) if (define := sight.define(name)) is not None:
            blame(define.body, outcome, sight.inside(condition, define), atoms)
        case _:
            _atom(condition, condition, sight, atoms)


def _wanted(outcome: bool) -> Wanted:
    return "true" if outcome else "false"


def _if_so(part: tree.Expression, outcome: bool, sight: Sight, atoms: str) -> None:
    """Writes the blame of a part where it has an outcome; it has to be known whether it does."""
    writer = sight.scope.writer
    found = conditions.test(part, _wanted(outcome), sight.scope)
    with writer.inner(f"if {found.text}:"):
        blame(part, outcome, sight, atoms)
    if not found.sure:
        with writer.inner("else:"):
            other = conditions.test(part, _wanted(not outcome), sight.scope)
            writer.line(f"if not ({other.text}): raise Doubtful")


def _either(left: tree.Expression, right: tree.Expression, sight: Sight, atoms: str) -> None:
    """Writes the blame of an implication that holds: by its premise, or by its consequence."""
    writer = sight.scope.writer
    found = conditions.test(left, "false", sight.scope)
    with writer.inner(f"if {found.text}:"):
        blame(left, False, sight, atoms)
    with writer.inner("else:"):
        other = conditions.test(right, "true", sight.scope)
        writer.line(f"if not ({other.text}): raise Doubtful")
        if not found.sure:
            given = conditions.test(left, "true", sight.scope)
            writer.line(f"if not ({given.text}): raise Doubtful")
        blame(right, True, sight, atoms)


def _quantified(condition: tree.Quantified, outcome: bool, sight: Sight, atoms: str) -> None:
    guilty = _GUILTY.get((condition.quantifier, outcome))
    if guilty is None:
        _atom(condition, condition.items, sight, atoms)
        return
    writer = sight.scope.writer
    source = lists.listed(condition.items, sight.scope)
    at, item, many = writer.name("n"), writer.name("x"), writer.name("k")
    place = elements(condition.items, sight)(at, item)
    writer.line(f"{many} = 0")
    loop = writer.looping()
    with writer.loop(loop, f"{at}, {item}", source, f"enumerate({source.text})"):
        code = joins.element(source, item, writer.block.level, loop)
        inner = sight.binding(condition.name.text, code, place)
        found = conditions.test(condition.condition, _wanted(guilty), inner.scope)
        with writer.inner(f"if {found.text}:"):
            writer.line(f"{many} += 1")
            with writer.inner(f"if {many} <= {SHOWN}:"):
                blame(condition.condition, guilty, inner, atoms)
        if not found.sure:
            with writer.inner("else:"):
                other = conditions.test(condition.condition, _wanted(not guilty), inner.scope)
                writer.line(f"if not ({other.text}): raise Doubtful")
    writer.line(f"if not {many}: raise Doubtful")
    writer.line(f"if {many} > {SHOWN}: {atoms}[-1][2] += {many} - {SHOWN}")


def _charge(expression: tree.Expression, sight: Sight) -> None:
    """Counts what it costs to evaluate an expression once more."""
    with sight.scope.writer.aside():
        expressions.value(expression, sight.scope)


# -- values -------------------------------------------------------------------------------------


class Leaf(Struct, frozen=True, eq=False):
    """A value that decided, as it is written: where it stands (`own`), or else what it was made
    from does; under a condition in Python, if there is one."""

    expression: tree.Expression
    sight: Sight
    own: Stand
    stand: Stand
    condition: str = ""


def _atom(condition: tree.Expression, shown: tree.Expression, sight: Sight, atoms: str) -> None:
    told = "".join(f"{_told(leaf)}, " for leaf in leaves(shown, sight) if not _is_root(leaf))
    line = f"{atoms}.append([{constant(written(condition, sight))}, [{told}], 0])"
    sight.scope.writer.line(line)


def _is_root(leaf: Leaf) -> bool:
    """Says whether a value is the manifest itself, which isn't told."""
    if leaf.own.ways == (("", ()),):
        return True
    if any(steps == () for _, steps in leaf.own.ways):
        raise LeftOutError("what may be the manifest itself")
    return False


def _told(leaf: Leaf) -> str:
    code = data(leaf.expression, leaf.sight)
    name = constant(written(leaf.expression, leaf.sight))
    text = f"({name}, {code.text}, {leaf.stand.text})"
    return f"*(({text},) if {leaf.condition} else ())" if leaf.condition else text


def written(node: tree.Node, sight: Sight) -> str:
    """Gives a part of a rule as its author wrote it, on one line."""
    return " ".join(sight.scope.home.source.slice(node.span).split())


def data(expression: tree.Expression, sight: Sight) -> Code:
    """Gives the code of a value that explains, which raises where it may be unknown."""
    code = shown(expression, sight)
    if code.absent and not _may_be_absent(expression, sight):
        return Code(f"certain({code.text})", code.type, code.level)
    return code


def shown(expression: tree.Expression, sight: Sight) -> Code:
    """Gives the code of a value that is shown, None where it is missing; one that isn't shown as
    its plain form is leaves the rule out."""
    code = _valued(expression, sight)
    if isinstance(code.type, DurationType):
        code = Code(f"{code.type.unit}_of({code.text})", code.type, code.level, code.absent)
    elif not _is_told(code.type):
        raise LeftOutError("a value that only the interpreter tells")
    return code


def _valued(expression: tree.Expression, sight: Sight) -> Code:
    """Gives the code of a value by a name, the same one where the value is told again."""
    scope = sight.scope
    writer, key = scope.writer, ("told", scope.key(expression))
    known = writer.known(key)
    if known is not None:
        _charge(expression, sight)
        return known
    code = writer.named(numbers.whole(expressions.value(expression, scope), scope))
    writer.block.known[key] = code
    return code


def _is_told(type_: Type) -> bool:
    match type_:
        case ListType(VersionType()):
            return False
        case ListType() | MapType() | Record():
            return is_raw(type_)
        case AnyType() | BooleanType() | DateType() | NumberType() | TimestampType():
            return True
        case _:
            return is_text(type_) or isinstance(type_, VersionType)


def _may_be_absent(expression: tree.Expression, sight: Sight) -> bool:
    """Says whether a value that isn't there is absent, and not unknown."""
    match expression:
        case tree.Name(name) if name in sight.behind:
            return _may_be_absent(*sight.behind[name])
        case tree.Name(name) | tree.Call(name) if (define := sight.define(name)) is not None:
            return _may_be_absent(define.body, sight.inside(expression, define))
        case tree.Default(first, fallback):
            return _may_be_absent(first, sight) and _may_be_absent(fallback, sight)
        case tree.Call(function):
            return function in ("first", "last")
        case _:
            return isinstance(expression, tree.Name | tree.Field | tree.Index | tree.Find)


def leaves(expression: tree.Expression, sight: Sight) -> Iterator[Leaf]:
    """Gives the values that an expression is made of, as the rule names them."""
    match expression:
        case tree.Text() | tree.Number() | tree.Boolean() | tree.Date() | tree.Duration():
            return
        case tree.Name(name) if name in sight.lets:
            behind, there = sight.behind[name]
            _charge(behind, there)
            yield _computed(expression, sight, leaves(behind, there))
        case tree.Name(name) | tree.Call(name) if (define := sight.define(name)) is not None:
            inner = leaves(define.body, sight.inside(expression, define))
            yield _computed(expression, sight, inner)
        case tree.Field() | tree.Name():
            yield _leaf(expression, sight)
        case tree.Index(_, key):
            yield _computed(expression, sight, leaves(key, sight))
            yield from leaves(key, sight)
        case tree.Default(first, fallback):
            yield from _of_default(first, fallback, sight)
        case (
            tree.Comprehension(_, (tree.Generator(_, items), *_))
            | tree.Call(_, (tree.Comprehension(_, (tree.Generator(_, items), *_)), *_))
            | tree.Sort(_, items) | tree.Find(_, items) | tree.Quantified(_, _, items)
        ):  # fmt: skip
            yield _computed(expression, sight, leaves(items, sight))
        case tree.PresenceTest(_, operand) | tree.Not(operand):
            yield from leaves(operand, sight)
        case tree.Call() | tree.Arithmetic() | tree.Negative():
            yield _leaf(expression, sight)
            yield from _below(expression, sight)
        case _:
            yield from _below(expression, sight)


def _below(expression: tree.Expression, sight: Sight) -> Iterator[Leaf]:
    for child in tree.children(expression):
        if isinstance(child, tree.Expression):
            yield from leaves(child, sight)


def _leaf(expression: tree.Expression, sight: Sight) -> Leaf:
    found = stand(expression, sight)
    return Leaf(expression, sight, found, found)


def _of_default(first: tree.Expression, fallback: tree.Expression, sight: Sight) -> Iterator[Leaf]:
    """Gives the values of an alternative: those of its fallback only where that is taken."""
    yield from leaves(first, sight)
    writer = sight.scope.writer
    code = writer.named(expressions.value(first, sight.scope))
    if code.absent:
        taken = f"{code.text} is None"
        for leaf in leaves(fallback, sight):
            both = f"{taken} and {leaf.condition}" if leaf.condition else taken
            yield replace(leaf, condition=both)


def _computed(expression: tree.Expression, sight: Sight, sources: Iterator[Leaf]) -> Leaf:
    """Gives a computed value; its place is that of the first value that it was made from."""
    found = stand(expression, sight)
    if all(steps is not None for _, steps in found.ways):
        return Leaf(expression, sight, found, found)
    made = list(sources)
    first = NOWHERE
    for leaf in reversed(made):
        own = leaf.stand.or_else(first)
        first = own.where(leaf.condition, first) if leaf.condition else own
    return Leaf(expression, sight, found, found.or_else(first))
