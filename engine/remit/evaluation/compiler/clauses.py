"""Clauses: a rule as loops and tests, in the order of its clauses.

For each binding that passes the number of its requirements is added up. One that doesn't pass, or
that may not, is noted by the positions of its elements, and the next one is looked at.

Of the opening of a rule nothing is said as soon as a binding fails or gets to its end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import takewhile

from msgspec import Struct
from msgspec.structs import replace

from remit.evaluation.compiler import conditions, expressions, joins, lists
from remit.evaluation.compiler.scope import Scope
from remit.evaluation.compiler.shelf import OF_A_SUBJECT
from remit.semantics.checked import CheckedRule
from remit.syntax import tree


class Branch(Struct, frozen=True, eq=False):
    """Where a rule, or its `opening` alone, is being written: its number, what gives the positions
    of the elements so far, and the requirements passed since the last `for`."""

    rule: int
    positions: tuple[str, ...] = ()
    passed: int = 0
    opening: bool = False

    def failed(self) -> str:
        """Gives the line that notes the binding."""
        if self.opening:
            return _DOUBTFUL
        return f"failed.append(({', '.join([str(self.rule), *self.positions])},))"


_DOUBTFUL = "raise Doubtful"


def before(rule: CheckedRule, scope: Scope) -> tuple[tree.Clause, ...]:
    """Gives the clauses of a rule before the first that looks at more than the manifest and its
    baseline; none where nothing guards that."""
    written: tuple[tree.Clause, ...] = rule.rule.clauses
    far = rule.names - {scope.kind, *OF_A_SUBJECT}
    opening = tuple(takewhile(lambda clause: far.isdisjoint(_named(clause, scope)), written))
    guarded = any(isinstance(clause, tree.When | tree.For) for clause in opening)
    return opening if guarded and len(opening) < len(written) else ()


def _named(clause: tree.Clause, scope: Scope) -> frozenset[str]:
    """Gives the names that decide what a clause comes to."""
    match clause:
        case tree.Let(_, value):
            return scope.named(value)
        case tree.When(condition) | tree.Require(condition):
            return scope.named(condition)
        case tree.For(_, items, where):
            return scope.named(items) | (scope.named(where) if where is not None else frozenset())


def clauses(left: Sequence[tree.Clause], scope: Scope, branch: Branch) -> None:
    """Writes clauses; each governs those below it."""
    if not left:
        if branch.opening:
            scope.writer.line(_DOUBTFUL)
        else:
            _count(branch, scope)
        return
    clause, below = left[0], left[1:]
    match clause:
        case tree.Let(name, value):
            code = scope.writer.named(expressions.value(value, scope))
            clauses(below, scope.binding(name.text, code), branch)
        case tree.When(condition):
            with _where(condition, scope, branch) as inner:
                clauses(below, inner, branch)
        case tree.Require(condition):
            test = conditions.test(condition, "true", scope)
            with scope.writer.inner(f"if {test.text}:"):
                passed = replace(branch, passed=branch.passed + 1)
                clauses(below, conditions.given(condition, scope), passed)
            scope.writer.line(f"else: {branch.failed()}")
        case tree.For():
            _count(branch, scope)
            _for(clause, below, scope, branch)


def _count(branch: Branch, scope: Scope) -> None:
    if branch.passed:
        scope.writer.line(f"passed{branch.rule} += {branch.passed}")


@contextmanager
def _where(condition: tree.Expression, scope: Scope, branch: Branch) -> Iterator[Scope]:
    """Writes what is governed by a guard: where that is undecided the binding is noted, where it is
    false it is passed over."""
    writer = scope.writer
    found = conditions.test(condition, "true", scope)
    with writer.inner(f"if {found.text}:"):
        yield conditions.given(condition, scope)
    if found.sure and not branch.passed:
        return
    with writer.inner("else:"):
        if found.sure:
            _count(branch, scope)
            return
        other = conditions.test(condition, "false", scope)
        writer.line(f"if not ({other.text}): {branch.failed()}")
        if branch.passed:
            with writer.inner("else:"):
                _count(branch, scope)


def _for(clause: tree.For, below: Sequence[tree.Clause], scope: Scope, branch: Branch) -> None:
    writer = scope.writer
    name, where = clause.name.text, clause.where
    source = lists.listed(clause.items, scope)
    join = joins.join(name, source, clause.items, where, scope) if where is not None else None
    item, loop = writer.name("x"), writer.looping()
    items, target, over = source, item, source.text
    position = f"place({source.text}, {item})"
    if join is not None:
        sought = joins.certain(joins.wanted(join, scope), scope)
        index = joins.index(join, source, "numbered", scope)
        over = writer.name()
        items = replace(source, text=over)
        writer.line(f"{over} = {index}.get({sought.text}, ())")
    if join is not None or source.level == 0:
        position = writer.name("n")
        target = f"{position}, {item}"
        over = over if join is not None else f"enumerate({source.text})"
    inner = Branch(branch.rule, (*branch.positions, position), opening=branch.opening)
    with writer.loop(loop, target, items, over):
        scope = scope.binding(name, joins.element(source, item, writer.block.level, loop))
        if where is None:
            clauses(below, scope, inner)
            return
        with _where(where, scope, inner) as passing:
            clauses(below, passing, inner)
