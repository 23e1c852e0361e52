"""Visiting: every part of the rules of a law, with what is known where it is evaluated.

A define is visited for each of its calls, as far as they differ in what is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct

from remit.governance.law import Law
from remit.manifest.types import BooleanType
from remit.semantics.assumptions import assuming, binding
from remit.semantics.checked import CheckedPolicy, CheckedRule
from remit.semantics.estimates import domain_of, inside, letting
from remit.semantics.knowledge import DEEPEST, Knowledge, known_of
from remit.syntax import tree
from remit.text.source import Span

Role = Literal["for", "when", "where", "require", "satisfies", "let", "define", "row", "condition"]
"""What a list or a condition is there for; a `condition` joins others inside of an expression."""


class Unit(Struct, frozen=True, eq=False):
    """A rule (`policy/rule`), define or param (`policy.name`), and the policy that it stands in."""

    name: str
    policy: CheckedPolicy
    node: tree.Rule | tree.Define | tree.Param


class Visit(Struct, frozen=True, eq=False):
    """An expression in a unit with what is known there.

    An atom of a decision has the decision's role and span and its number; the list of a `for` its
    own; all else has no role.
    """

    unit: Unit
    node: tree.Expression
    known: Knowledge
    role: Role | None = None
    decision: Span | None = None
    atom: int = 0


def visits(law: Law) -> Iterator[Visit]:
    """Gives all parts of the rules of a law, and of the defines that they use."""
    seen: set[tuple[object, ...]] = set()
    units: dict[str, Unit] = {}
    for policy in law.policies.values():
        for checked in policy.rules:
            visitor = _Visitor(Unit(checked.id, policy, checked.rule), seen, units)
            yield from visitor.clauses(checked.rule.clauses, _beginning(policy, checked, law))


def _beginning(policy: CheckedPolicy, checked: CheckedRule, law: Law) -> Knowledge:
    return known_of(policy, law.policies, law.vocabulary, checked.rule)


class _Visitor(Struct, eq=False):
    """Where the visiting stands: the unit, and the calls of defines that were visited."""

    unit: Unit
    seen: set[tuple[object, ...]]
    units: dict[str, Unit]

    def clauses(self, clauses: Iterable[tree.Clause], known: Knowledge) -> Iterator[Visit]:
        for clause in clauses:
            match clause:
                case tree.Let(name, value):
                    yield from self.meant(value, known, "let")
                    known = letting(name.text, value, known)
                case tree.When(condition):
                    yield from self.decision(condition, known, "when")
                    known = assuming(condition, known)
                case tree.For(name, items, where):
                    yield Visit(self.unit, items, known, "for", items.span)
                    yield from self.inner(items, known)
                    known = binding(name.text, items, known)
                    if where is not None:
                        yield from self.decision(where, known, "where")
                        known = assuming(where, known)
                case tree.Require(condition):
                    yield from self.decision(condition, known, "require")

    def meant(self, expression: tree.Expression, known: Knowledge, role: Role) -> Iterator[Visit]:
        """Visits what a `let` or a define stands for."""
        match expression:
            case tree.Decision(rows=rows):
                for row in rows:
                    yield from self.decision(conditions_of(row), known, "row", row.span)
                    for value in row.values:
                        yield from self.inner(value, known)
            case _ if _is_condition(expression, known):
                yield from self.decision(expression, known, role)
            case _:
                yield from self.inner(expression, known)

    def decision(
        self, condition: tree.Expression, known: Knowledge, role: Role, span: Span | None = None
    ) -> Iterator[Visit]:
        for number, (atom, there) in enumerate(self.atoms(condition, known)):
            yield Visit(self.unit, atom, there, role, span or condition.span, number)
            yield from self.inner(atom, there)
        if joined(condition):
            yield Visit(self.unit, condition, known)

    def atoms(
        self, condition: tree.Expression, known: Knowledge
    ) -> Iterator[tuple[tree.Expression, Knowledge]]:
        """Gives the atoms of a decision, each with what is known where what stands before it lets
        it decide."""
        parts = joined(condition)
        if not parts:
            yield condition, known
        for part in parts:
            yield from self.atoms(part, known)
            match condition:
                case tree.And() | tree.Implies():
                    known = assuming(part, known)
                case tree.Or():
                    known = assuming(part, known, holds=False)
                case _:
                    pass

    def inner(self, expression: tree.Expression, known: Knowledge) -> Iterator[Visit]:
        """Visits what stands inside of an expression, and then itself."""
        match expression:
            case tree.And() | tree.Or() | tree.Not() | tree.Implies():
                yield from self.decision(expression, known, "condition")
                return
            case tree.Quantified(_, name, items, condition):
                yield from self.inner(items, known)
                below = binding(name.text, items, known)
                yield from self.decision(condition, below, "satisfies")
            case tree.Find(name, items, condition):
                yield from self.inner(items, known)
                yield from self.decision(condition, binding(name.text, items, known), "where")
            case tree.Comprehension(element, generators):
                below = known
                for generator in generators:
                    yield from self.chosen(generator, below)
                    below = _among(generator, below)
                yield from self.inner(element, below)
            case tree.Sort(key=key):
                yield from self.chosen(expression, known)
                yield from self.inner(key, _among(expression, known))
            case tree.Name(name) if known.define(name) is not None:
                yield from self.define(expression, name, known)
            case tree.Call(name, arguments):
                for argument in arguments:
                    yield from self.inner(argument, known)
                if known.define(name) is not None:
                    yield from self.define(expression, name, known)
            case _:
                for child in tree.children(expression):
                    if isinstance(child, tree.Expression):
                        yield from self.inner(child, known)
        yield Visit(self.unit, expression, known)

    def chosen(self, part: tree.Generator | tree.Sort, known: Knowledge) -> Iterator[Visit]:
        yield from self.inner(part.items, known)
        if part.where is not None:
            below = binding(part.name.text, part.items, known)
            yield from self.decision(part.where, below, "where")

    def define(self, use: tree.Expression, name: str, known: Knowledge) -> Iterator[Visit]:
        """Visits a define as it is used at one place."""
        found = known.define(name)
        if found is None or known.depth >= DEEPEST:
            return
        define, home = found
        there = inside(use, known)
        hidden = frozenset((name, domain) for name, domain in there.names.items() if "#" in name)
        meant, facts = frozenset(there.meant.items()), frozenset(there.facts.items())
        key = (home.name, name, meant, facts, hidden)
        if key in self.seen:
            return
        self.seen.add(key)
        outer = self.unit
        told = f"{home.name}.{name}"
        self.unit = self.units.setdefault(told, Unit(told, home, define))
        yield from self.meant(define.body, there, "define")
        self.unit = outer


def _among(part: tree.Generator | tree.Sort, known: Knowledge) -> Knowledge:
    below = binding(part.name.text, part.items, known)
    return below if part.where is None else assuming(part.where, below)


def joined(condition: tree.Expression) -> tuple[tree.Expression, ...]:
    """Gives the parts that a condition joins; none for an atom."""
    match condition:
        case tree.And(parts) | tree.Or(parts):
            return parts
        case tree.Not(operand):
            return (operand,)
        case tree.Implies(left, right):
            return (left, right)
        case _:
            return ()


def conditions_of(row: tree.Row) -> tree.Expression:
    """Gives the condition of a row; one that takes any input always holds."""
    parts = tuple(condition for condition in row.conditions if condition is not None)
    if len(parts) > 1:
        return tree.And(parts, span=row.span)
    return parts[0] if parts else tree.Boolean(True, span=row.span)


def _is_condition(expression: tree.Expression, known: Knowledge) -> bool:
    match expression:
        case tree.Compare() | tree.PresenceTest() | tree.Quantified():
            return True
        case tree.And() | tree.Or() | tree.Not() | tree.Implies():
            return True
        case _:
            return isinstance(domain_of(expression, known).type, BooleanType)
