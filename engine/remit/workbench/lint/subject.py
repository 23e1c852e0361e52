"""What advice is about: a policy of the law, where its rules are looked at one by one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from remit.governance.law import Law
from remit.semantics.assumptions import assuming, binding
from remit.semantics.checked import CheckedPolicy, CheckedRule
from remit.semantics.estimates import letting
from remit.semantics.knowledge import Knowledge, known_of
from remit.semantics.reach import named_in
from remit.syntax import tree
from remit.text.diagnostic import Diagnostic
from remit.text.fixes import Fix
from remit.text.source import Span
from remit.workbench.lint.shape import Part, shape


class Whole(Struct, frozen=True, dict=True):
    """All that belongs together: the law, the day, and the ids of the rules that have tests (None
    where nobody looked for any)."""

    law: Law
    today: date
    tested: Collection[str] | None = None

    @cached_property
    def used(self) -> frozenset[tuple[str, str]]:
        """Gives the params and defines that something uses, by policy and name."""
        found: set[tuple[str, str]] = set()
        for policy in self.law.policies.values():
            for item in policy.policy.items:
                own = item.name.text if isinstance(item, tree.Define) else None
                names = {name for name, _ in named_in(item)} - {own}
                found |= {(policy.used.get(name, policy.name), name) for name in names}
                if isinstance(item, tree.Use):
                    found |= {(item.policy.text, word.text) for word in item.names}
        return frozenset(found)

    @cached_property
    def shapes(self) -> dict[str, frozenset[Part]]:
        """Gives what each rule is made of, by its id."""
        return {
            checked.id: shape(checked.rule)
            for policy in self.law.policies.values()
            for checked in policy.rules
        }


class Subject(Struct, frozen=True, eq=False):
    """A policy that is looked at, within the whole that it belongs to."""

    policy: CheckedPolicy
    whole: Whole

    @property
    def law(self) -> Law:
        """Gives the law that the policy belongs to."""
        return self.whole.law

    @property
    def policies(self) -> Mapping[str, CheckedPolicy]:
        """Gives all policies of the law by name."""
        return self.law.policies

    def say(
        self, code: str, span: Span, message: str, help: str | None = None, fix: Fix | None = None
    ) -> Diagnostic:
        """Gives a piece of advice on the policy's file."""
        return Diagnostic(code, message, self.policy.source, span, help, "advice", fix)

    def written(self, node: tree.Node) -> str:
        """Gives a part of the rule file as its author wrote it, on one line and not too long."""
        text = " ".join(self.policy.source.slice(node.span).split())
        return text if len(text) <= 60 else text[:57] + "..."

    def known(self, checked: CheckedRule) -> Knowledge:
        """Gives what is known where a rule begins."""
        return known_of(self.policy, self.policies, self.law.vocabulary, checked.rule)


class Step(Struct, frozen=True, eq=False):
    """A clause of a rule, and what is known before it and below it (of a `for`, of its element)."""

    clause: tree.Clause
    before: Knowledge
    inside: Knowledge


def steps(checked: CheckedRule, subject: Subject, *, granted: bool = False) -> Iterator[Step]:
    """Gives the clauses of a rule, from top to bottom, with what is known there. What was required
    above is `granted` where only that matters which happens when it holds."""
    known = subject.known(checked)
    for clause in checked.rule.clauses:
        before = inside = known
        match clause:
            case tree.For(name, items, where):
                inside = binding(name.text, items, known)
                known = assuming(where, inside) if where is not None else inside
            case tree.When(condition):
                known = assuming(condition, known)
            case tree.Let(name, value):
                known = letting(name.text, value, known)
            case tree.Require(condition):
                known = assuming(condition, known) if granted else known
        yield Step(clause, before, inside)


class Seen(Struct, frozen=True, eq=False):
    """A part of an expression with what is known there; `guard` says that it is a `where`, whose
    elements are left out where it doesn't hold."""

    part: tree.Expression
    known: Knowledge
    guard: bool = False


def seen(expression: tree.Expression, known: Knowledge, *, guard: bool = False) -> Iterator[Seen]:
    """Gives an expression and all parts of it, each with what is known where it is evaluated."""
    yield Seen(expression, known, guard)
    match expression:
        case tree.And(parts) | tree.Or(parts):
            for part in parts:
                yield from seen(part, known)
                known = assuming(part, known, holds=isinstance(expression, tree.And))
        case tree.Implies(left, right):
            yield from seen(left, known)
            yield from seen(right, assuming(left, known))
        case tree.Quantified(_, name, items, condition):
            yield from seen(items, known)
            yield from seen(condition, binding(name.text, items, known))
        case tree.Find(name, items, condition):
            yield from seen(items, known)
            yield from seen(condition, binding(name.text, items, known), guard=True)
        case tree.Sort(name, items, where, key):
            yield from seen(items, known)
            inner = binding(name.text, items, known)
            if where is not None:
                yield from seen(where, inner, guard=True)
                inner = assuming(where, inner)
            yield from seen(key, inner)
        case tree.Comprehension(element, generators):
            for generator in generators:
                yield from seen(generator.items, known)
                known = binding(generator.name.text, generator.items, known)
                if generator.where is not None:
                    yield from seen(generator.where, known, guard=True)
                    known = assuming(generator.where, known)
            yield from seen(element, known)
        case _:
            for child in tree.children(expression):
                if isinstance(child, tree.Expression):
                    yield from seen(child, known)


def expressions(clause: tree.Clause, step: Step) -> Iterator[Seen]:
    """Gives the expressions of a clause, messages aside, with all their parts."""
    match clause:
        case tree.For(_, items, where):
            yield from seen(items, step.before)
            if where is not None:
                yield from seen(where, step.inside, guard=True)
        case tree.When(condition):
            yield from (replace(each, guard=False) for each in seen(condition, step.before))
        case tree.Let(_, value):
            yield from seen(value, step.before)
        case tree.Require(condition):
            yield from seen(condition, step.before)
