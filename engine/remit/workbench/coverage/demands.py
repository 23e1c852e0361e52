"""Demands: all that the tests of rules and defines have to show, found without evaluating anything.

Every decision is visited with what is known where it stands; a define is visited for each of its
calls, and what any of them makes possible is demanded of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from remit.governance.law import Law
from remit.manifest.types import BooleanType
from remit.semantics.assumptions import assuming, binding
from remit.semantics.checked import CheckedPolicy, CheckedRule
from remit.semantics.estimates import domain_of, inside, letting
from remit.semantics.knowledge import DEEPEST, Knowledge, known_of
from remit.semantics.outcomes import possible
from remit.syntax import tree
from remit.text.source import Span
from remit.workbench.coverage.decisions import LIST, Mark, Outcome, joined
from remit.workbench.coverage.observing import conditions_of

Role = Literal["for", "when", "where", "require", "satisfies", "let", "define", "row", "condition"]


@dataclass(frozen=True, slots=True, order=True)
class Demand:
    """One outcome that one atom of a decision (or the list of a `for`) has to be seen with.

    `span` is that of the atom, `decision` that of the whole; `atom` is its number.
    """

    policy: str
    span: Span
    decision: Span
    atom: int
    outcome: Outcome
    role: Role

    def mark(self, *, decides: bool = True) -> Mark:
        """Gives what has to be seen for it to be met."""
        at = self.decision
        return (self.policy, at.start, at.end, self.atom, self.outcome, decides)


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """A rule (`policy/rule`) or a define (`policy.define`) with all that is demanded of tests."""

    name: str
    policy: CheckedPolicy
    node: tree.Rule | tree.Define
    demands: tuple[Demand, ...]


def units(law: Law, policies: Iterable[CheckedPolicy]) -> list[Unit]:
    """Gives the rules and defines of some policies of a law; what no rule uses is left out."""
    visits: dict[tuple[str, str], _Visit] = {}
    for policy in law.policies.values():
        for checked in policy.rules:
            visit = visits.setdefault((policy.name, checked.id), _Visit(policy, checked.rule))
            known = _beginning(policy, checked, law)
            _Visitor(law.policies, visits, visit).clauses(checked.rule.clauses, known)
    wanted = {policy.name for policy in policies}
    return [
        Unit(name, visit.policy, visit.node, tuple(sorted(visit.demands)))
        for (policy_name, name), visit in sorted(visits.items(), key=_by_place)
        if policy_name in wanted
    ]


@dataclass(slots=True, eq=False)
class _Visit:
    policy: CheckedPolicy
    node: tree.Rule | tree.Define
    demands: set[Demand] = field(default_factory=set)


def _by_place(entry: tuple[tuple[str, str], _Visit]) -> tuple[str, Span]:
    return entry[1].policy.source.name, entry[1].node.span


def _beginning(policy: CheckedPolicy, checked: CheckedRule, law: Law) -> Knowledge:
    rule = checked.rule
    return known_of(policy, law.policies, law.vocabulary, baseline=not rule.on_creation)


@dataclass(slots=True, eq=False)
class _Visitor:
    """Visits all decisions that evaluating a rule may reach; `visit` takes the demands."""

    policies: Mapping[str, CheckedPolicy]
    visits: dict[tuple[str, str], _Visit]
    visit: _Visit
    seen: set[tuple[object, ...]] = field(default_factory=set)

    def clauses(self, clauses: Iterable[tree.Clause], known: Knowledge) -> None:
        for clause in clauses:
            match clause:
                case tree.Let(name, value):
                    self.meant(value, known, "let")
                    known = letting(name.text, value, known)
                case tree.When(condition):
                    self.decision(condition, known, "when")
                    known = assuming(condition, known)
                case tree.For(name, items, where):
                    self.list(items, known)
                    known = binding(name.text, items, known)
                    if where is not None:
                        self.decision(where, known, "where")
                        known = assuming(where, known)
                case tree.Require(condition):
                    self.decision(condition, known, "require")

    def list(self, items: tree.Expression, known: Knowledge) -> None:
        """Visits the list of a `for`."""
        self.inner(items, known)
        self.demand(items.span, items.span, LIST, "some", "for")
        if not domain_of(items, known).filled:
            self.demand(items.span, items.span, LIST, "empty", "for")
        if not domain_of(items, known).sure:
            self.demand(items.span, items.span, LIST, "undecided", "for")

    def demand(self, span: Span, decision: Span, atom: int, outcome: Outcome, role: Role) -> None:
        policy = self.visit.policy.name
        self.visit.demands.add(Demand(policy, span, decision, atom, outcome, role))

    def meant(self, expression: tree.Expression, known: Knowledge, role: Role) -> None:
        """Visits what a `let` or a define stands for."""
        match expression:
            case tree.Decision(rows=rows):
                for row in rows:
                    self.decision(conditions_of(row), known, "row", row.span)
                    for value in row.values:
                        self.inner(value, known)
            case _ if _is_condition(expression, known):
                self.decision(expression, known, role)
            case _:
                self.inner(expression, known)

    def decision(
        self, condition: tree.Expression, known: Knowledge, role: Role, span: Span | None = None
    ) -> None:
        for number, (atom, there) in enumerate(_atoms(condition, known)):
            self.inner(atom, there)
            found = possible(atom, there)
            for outcome, word in _WORDS.items():
                if outcome in found:
                    self.demand(atom.span, span or condition.span, number, word, role)

    def inner(self, expression: tree.Expression, known: Knowledge) -> None:
        """Visits the decisions inside of an expression."""
        match expression:
            case tree.And() | tree.Or() | tree.Not() | tree.Implies():
                self.decision(expression, known, "condition")
            case tree.Quantified(_, name, items, condition):
                self.inner(items, known)
                below = binding(name.text, items, known)
                self.decision(condition, below, "satisfies")
            case tree.Find(name, items, condition):
                self.inner(items, known)
                below = binding(name.text, items, known)
                self.decision(condition, below, "where")
            case tree.Comprehension(element, generators):
                for generator in generators:
                    known = self.chosen(generator, known)
                self.inner(element, known)
            case tree.Sort(key=key):
                self.inner(key, self.chosen(expression, known))
            case tree.Name(name) if known.define(name) is not None:
                self.define(expression, name, known)
            case tree.Call(name, arguments):
                for argument in arguments:
                    self.inner(argument, known)
                if known.define(name) is not None:
                    self.define(expression, name, known)
            case _:
                for child in tree.children(expression):
                    if isinstance(child, tree.Expression):
                        self.inner(child, known)

    def chosen(self, part: tree.Generator | tree.Sort, known: Knowledge) -> Knowledge:
        self.inner(part.items, known)
        known = binding(part.name.text, part.items, known)
        if part.where is not None:
            self.decision(part.where, known, "where")
            known = assuming(part.where, known)
        return known

    def define(self, use: tree.Expression, name: str, known: Knowledge) -> None:
        """Visits a define as it is used at one place."""
        found = known.define(name)
        if found is None or known.depth >= DEEPEST:
            return
        define, home = found
        there = inside(use, known)
        key = (home.name, name, frozenset(there.meant.items()), frozenset(there.facts.items()),
               frozenset((n, d) for n, d in there.names.items() if "#" in n))  # fmt: skip
        if key in self.seen:
            return
        self.seen.add(key)
        outer = self.visit
        told = f"{home.name}.{name}"
        self.visit = self.visits.setdefault((home.name, told), _Visit(home, define))
        self.meant(define.body, there, "define")
        self.visit = outer


_WORDS: Mapping[bool | None, Outcome] = {True: "true", False: "false", None: "undecided"}


def _atoms(
    condition: tree.Expression, known: Knowledge
) -> Iterator[tuple[tree.Expression, Knowledge]]:
    """Gives the atoms of a decision, each with what is known where what stands before it lets it
    decide."""
    parts = joined(condition)
    if not parts:
        yield condition, known
    for part in parts:
        yield from _atoms(part, known)
        match condition:
            case tree.And() | tree.Implies():
                known = assuming(part, known)
            case tree.Or():
                known = assuming(part, known, holds=False)
            case _:
                pass


def _is_condition(expression: tree.Expression, known: Knowledge) -> bool:
    match expression:
        case tree.Compare() | tree.PresenceTest() | tree.Quantified():
            return True
        case tree.And() | tree.Or() | tree.Not() | tree.Implies():
            return True
        case _:
            return isinstance(domain_of(expression, known).type, BooleanType)
