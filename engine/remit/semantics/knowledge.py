"""Knowledge: what holds where an expression stands: the values of names, and what guards have said.

A fact is kept for a path (`tranche.status`) in a form without `let` names and parameters, so that
two ways of writing one value share what is known of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from remit.manifest.types import DATE, ListType, Type, Vocabulary
from remit.semantics.checked import CheckedPolicy
from remit.semantics.domains import Domain
from remit.syntax import tree

Facts = Mapping[tree.Expression, Domain]

DEEPEST = 40
"""So many defines are looked into within each other."""


@dataclass(frozen=True, slots=True, eq=False)
class Surrounding:
    """The policy that an expression stands in, all policies by name, and the types of the names
    from outside. `baseline` says whether there always is one."""

    policy: CheckedPolicy
    policies: Mapping[str, CheckedPolicy]
    outside: Mapping[str, Type]
    baseline: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Knowledge:
    """What is known at a place: the domains of bound names, what `let` names and parameters stand
    for, the facts, and how many defines this is within."""

    around: Surrounding
    names: Mapping[str, Domain] = field(default_factory=dict)
    meant: Mapping[str, tree.Expression] = field(default_factory=dict)
    facts: Facts = field(default_factory=dict)
    depth: int = 0

    def binding(self, name: str, domain: Domain) -> Knowledge:
        """Gives what is known below a `for`, a quantifier or the like; facts about a name that was
        given before are forgotten."""
        facts = {path: fact for path, fact in self.facts.items() if root(path) != name}
        meant = {other: path for other, path in self.meant.items() if other != name}
        return replace(self, names={**self.names, name: domain}, meant=meant, facts=facts)

    def letting(self, name: str, value: tree.Expression) -> Knowledge:
        """Gives what is known below a `let`."""
        meaning = self.resolved(value)
        forgotten = self.binding(name, self.names[name]) if name in self.names else self
        return replace(forgotten, meant={**forgotten.meant, name: meaning})

    def resolved(self, expression: tree.Expression) -> tree.Expression:
        """Gives a path with what its first name stands for; anything else as it is."""
        match expression:
            case tree.Name(name):
                return self.meant.get(name, expression)
            case tree.Field(target):
                return replace(expression, target=self.resolved(target))
            case tree.Index(target):
                return replace(expression, target=self.resolved(target))
            case _:
                return expression

    def knowing(self, path: tree.Expression, domain: Domain) -> Knowledge:
        """Gives what is known where a path has a domain; what a present one stands in is there."""
        facts = dict(self.facts)
        facts[path] = domain
        return replace(self, facts=facts)

    def define(self, name: str) -> tuple[tree.Define, CheckedPolicy] | None:
        """Gives a define in reach and the policy that it belongs to."""
        if name in self.names or name in self.meant:
            return None
        policy = self.around.policy
        home = self.around.policies[policy.used[name]] if name in policy.used else policy
        found = home.defines.get(name)
        return (found, home) if found is not None else None

    def param(self, name: str) -> Type | None:
        """Gives the type of a param in reach."""
        policy = self.around.policy
        home = self.around.policies[policy.used[name]] if name in policy.used else policy
        found = home.params.get(name)
        return found.type if found is not None else None

    def inside(self, home: CheckedPolicy, meant: Mapping[str, tree.Expression]) -> Knowledge:
        """Gives what is known in the body of a define, whose parameters stand for some paths."""
        around = replace(self.around, policy=home)
        return replace(self, around=around, meant=meant, depth=self.depth + 1)


def root(path: tree.Expression) -> str | None:
    """Gives the name that a path begins with, None for what is no path."""
    match path:
        case tree.Name(name):
            return name
        case tree.Field(target) | tree.Index(target, tree.Text() | tree.Number()):
            return root(target)
        case _:
            return None


def known_of(
    policy: CheckedPolicy,
    policies: Mapping[str, CheckedPolicy],
    vocabulary: Vocabulary,
    *,
    baseline: bool = True,
) -> Knowledge:
    """Gives what is known at the beginning of a rule."""
    kind = vocabulary.kinds[policy.kind].type
    outside: dict[str, Type] = {**vocabulary.registers, "today": DATE, "baseline": kind}
    outside[policy.kind] = kind
    outside |= {plural: ListType(of.type) for plural, of in vocabulary.plurals().items()}
    return Knowledge(Surrounding(policy, policies, outside, baseline))
