"""Conditions: Python that says whether one is true for sure, or false for sure.

With the two, whatever can't be decided shows: it is neither. As in the language, of `and` a false
part decides, of `or` a true one, and of quantifiers one element does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from remit.evaluation.compiler import comparing, expressions, lists, presence
from remit.evaluation.compiler.code import (
    OTHER,
    Code,
    Joint,
    LeftOutError,
    Test,
    Wanted,
)
from remit.evaluation.compiler.scope import Scope
from remit.evaluation.compiler.writer import Block
from remit.manifest.types import BOOLEAN, AnyType, BooleanType
from remit.syntax import tree


def test(condition: tree.Expression, wanted: Wanted, scope: Scope) -> Test:
    """Gives Python that is true where a condition is true (or false) for sure."""
    scope.writer.more()
    match condition:
        case tree.And(parts):
            return all_of(parts, wanted, scope)
        case tree.Or(parts):
            return _joined(parts, wanted, "or" if wanted == "true" else "and", scope)
        case tree.Not(operand):
            scope.writer.cost.flat += 1
            return test(operand, OTHER[wanted], scope)
        case tree.Implies(left, right):
            negated = tree.Not(left, span=left.span)
            joint: Joint = "or" if wanted == "true" else "and"
            return _joined((negated, right), wanted, joint, scope)
        case tree.Compare():
            scope.writer.cost.flat += 1
            return comparing.compare(condition, wanted, scope)
        case tree.PresenceTest():
            scope.writer.cost.flat += 1
            return presence.presence(condition, wanted, scope)
        case tree.Quantified():
            scope.writer.cost.flat += 1
            return _ahead(condition, wanted, scope) or lists.quantified(condition, wanted, scope)
        case tree.Name(name) if name not in scope.names:
            return _define_named(name, condition, wanted, scope)
        case tree.Call(function) if (define := scope.define(function)) is not None:
            scope.writer.cost.flat += 1
            if isinstance(define[0].body, tree.Decision):
                return of_value(expressions.value(condition, scope), wanted)
            inner = expressions.called(condition, define, scope)
            return test(define[0].body, wanted, inner)
        case _:
            return of_value(expressions.value(condition, scope), wanted)


def all_of(parts: Sequence[tree.Expression], wanted: Wanted, scope: Scope) -> Test:
    """Gives `and` of conditions."""
    if not parts:
        return Test("True" if wanted == "true" else "False")
    return _joined(parts, wanted, "and" if wanted == "true" else "or", scope)


def given(condition: tree.Expression, scope: Scope) -> Scope:
    """Gives the scope where a condition holds: the names that it says are present are so."""
    match condition:
        case tree.And(parts):
            for part in parts:
                scope = given(part, scope)
            return scope
        case tree.PresenceTest("is present", tree.Name(name)) if name in scope.names:
            return scope.binding(name, scope.names[name].given())
        case _:
            return scope


def of_value(code: Code, wanted: Wanted) -> Test:
    """Gives the test of a value that is true or false."""
    if isinstance(code.type, AnyType):
        return Test(f"{code.text} is {wanted == 'true'}", sure=False)
    if not isinstance(code.type, BooleanType):
        raise LeftOutError("a condition that may be no condition")
    if wanted == "true":
        return Test(code.text, sure=not code.absent)
    if code.absent:
        return Test(f"{code.text} is False", sure=False)
    return Test(f"not {code.text}")


def as_value(condition: tree.Expression, scope: Scope) -> Code:
    """Gives a condition as a value: True, False, or None where it can't be decided."""
    writer = scope.writer
    found = test(condition, "true", scope)
    if found.sure:
        # what tests whether a list is there may be the list
        text = found.text if isinstance(condition, tree.Compare) else f"not not ({found.text})"
        return Code(f"({text})", BOOLEAN, writer.block.level, condition=True)
    name = writer.name()
    writer.line(f"{name} = True if {found.text} else None")
    with writer.inner(f"if {name} is None:"):
        other = test(condition, "false", scope)
        writer.line(f"if {other.text}: {name} = False")
    return Code(name, BOOLEAN, writer.block.level, absent=True, condition=True)


def decided(condition: tree.Expression, scope: Scope) -> str:
    """Gives Python that is true where a condition is true and false where it is false; it raises
    where neither is so."""
    writer = scope.writer
    found = test(condition, "true", scope)
    if found.sure:
        return found.text
    name = writer.name()
    writer.line(f"{name} = {found.text}")
    with writer.inner(f"if not {name}:"):
        other = test(condition, "false", scope)
        writer.line(f"if not ({other.text}): raise Doubtful")
    return name


def _define_named(name: str, node: tree.Name, wanted: Wanted, scope: Scope) -> Test:
    define = scope.define(name)
    if define is None or scope.level(node) < scope.writer.block.level:
        return of_value(expressions.value(node, scope), wanted)
    scope.writer.cost.flat += 1
    return test(define[0].body, wanted, scope.inside(define[1], {}))


def _ahead(condition: tree.Quantified, wanted: Wanted, scope: Scope) -> Test | None:
    """Gives a quantifier that doesn't depend on the loops being written by its value."""
    if scope.level(condition) < scope.writer.block.level:
        return of_value(expressions.value(condition, scope), wanted)
    return None


def _joined(parts: Sequence[tree.Expression], wanted: Wanted, joint: Joint, scope: Scope) -> Test:
    scope.writer.cost.flat += 1
    return joined([partial(test, part, wanted, scope) for part in parts], joint, scope)


def joined(parts: Sequence[Callable[[], Test]], joint: Joint, scope: Scope) -> Test:
    """Joins tests; what a later one has to compute is done only where it still counts."""
    writer = scope.writer
    texts: list[str] = []
    sure = True
    for part in parts:
        with writer.aside() as block:
            found = part()
        sure = sure and found.sure
        if not block.lines or not texts:
            writer.put(block)
            texts.append(found.within(joint))
            continue
        texts = [_stepwise(f" {joint} ".join(texts), joint, block, found.text, scope)]
    return Test(f" {joint} ".join(texts), sure, joint if len(parts) > 1 else found.joint)


def _stepwise(before: str, joint: str, block: Block, text: str, scope: Scope) -> str:
    """Writes a part with lines of its own below the outcome of those before it."""
    writer = scope.writer
    name = before
    if before not in writer.stepwise:
        name = writer.name()
        writer.stepwise.add(name)
        writer.line(f"{name} = {before}")
    with writer.inner(f"if {name}:" if joint == "and" else f"if not {name}:"):
        writer.put(block)
        writer.line(f"{name} = {text}")
    return name
