"""Knowledge: what holds where an expression stands: the values of names, and what guards have said.

A fact is kept for a path (`tranche.status`) in a form without `let` names and parameters, so that
two ways of writing one value share what is known of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from msgspec import Struct, field
from msgspec.structs import replace

from remit.manifest.types import DATE, ListType, Type, Vocabulary
from remit.semantics.checked import CheckedPolicy
from remit.semantics.domains import Domain
from remit.syntax import tree

Facts = Mapping[tree.Expression, Domain]

DEEPEST = 40
"""So many defines are looked into within each other."""

LETS = 2
"""So many `let` names are looked into within each other: what they were given may be known better
now than where it was given."""


class Surrounding(Struct, frozen=True, eq=False):
    """The policy that an expression stands in, all policies by name, and the types of the names
    from outside. `fleeting` are the two sides of a change, or the one that may be absent."""

    policy: CheckedPolicy
    policies: Mapping[str, CheckedPolicy]
    outside: Mapping[str, Type]
    fleeting: frozenset[str] = frozenset()


class Knowledge(Struct, frozen=True, eq=False):
    """What is known at a place: the domains of bound names, the paths that `let` names and
    parameters stand for, what else `let` names were given, the facts, how many defines this is
    within, and how many `let` names were looked into to get here."""

    around: Surrounding
    names: Mapping[str, Domain] = field(default_factory=dict)
    meant: Mapping[str, tree.Expression] = field(default_factory=dict)
    lets: Mapping[str, tree.Expression] = field(default_factory=dict)
    facts: Facts = field(default_factory=dict)
    depth: int = 0
    looked: int = 0

    def binding(self, name: str, domain: Domain) -> Knowledge:
        """Gives what is known below a `for`, a quantifier or the like; facts about a name that was
        given before are forgotten."""
        facts = {path: fact for path, fact in self.facts.items() if name not in mentioned(path)}
        meant = {other: path for other, path in self.meant.items() if other != name}
        lets = {other: value for other, value in self.lets.items() if other != name}
        names = {**self.names, name: domain}
        return replace(self, names=names, meant=meant, lets=lets, facts=facts)

    def letting(self, name: str, value: tree.Expression, domain: Domain) -> Knowledge:
        """Gives what is known below a `let`, whose value has a domain."""
        meaning, below = self.resolved(value), self.binding(name, domain)
        if root(meaning) is not None:
            return replace(below, meant={**below.meant, name: meaning})
        return replace(below, lets={**below.lets, name: value})

    def resolved(self, expression: tree.Expression) -> tree.Expression:
        """Gives a path with what its names stand for; anything else as it is."""
        match expression:
            case tree.Name(name):
                return self.meant.get(name, expression)
            case tree.Field(target):
                return replace(expression, target=self.resolved(target))
            case tree.Index(target, key):
                target, key = self.resolved(target), self.resolved(key)
                return replace(expression, target=target, key=key)
            case tree.Call(_, arguments):
                found = tuple(self.resolved(argument) for argument in arguments)
                return replace(expression, arguments=found)
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
        """Gives what is known in the body of a define, whose parameters stand for some paths. What
        names the params or defines of another policy has no meaning there."""
        around, facts = self.around, self.facts
        if home is not around.policy:
            around = replace(around, policy=home)
            shared = {*self.names, *around.outside}
            facts = {path: fact for path, fact in facts.items() if mentioned(path) <= shared}
        depth = self.depth + 1
        return replace(self, around=around, meant=meant, lets={}, facts=facts, depth=depth)


def root(path: tree.Expression) -> str | None:
    """Gives the name that a path begins with, None for what is no path. A function of paths has the
    same value wherever they have, so that it can stand for one."""
    match path:
        case tree.Name(name):
            return name
        case tree.Field(target):
            return root(target)
        case tree.Index(target, key):
            return root(target) if _is_fixed(key) else None
        case tree.Call(function, arguments) if all(map(_is_fixed, arguments)):
            return function
        case _:
            return None


def _is_fixed(part: tree.Expression) -> bool:
    literal = isinstance(part, tree.Text | tree.Number | tree.Boolean | tree.Date | tree.Duration)
    return literal or root(part) is not None


@lru_cache(maxsize=4096)
def mentioned(path: tree.Expression) -> frozenset[str]:
    """Gives the names, and those of functions, that a path is made of."""
    found: set[str] = set()
    for node in tree.walk(path):
        match node:
            case tree.Name(name) | tree.Call(name):
                found.add(name)
            case _:
                pass
    return frozenset(found)


def known_of(
    policy: CheckedPolicy,
    policies: Mapping[str, CheckedPolicy],
    vocabulary: Vocabulary,
    rule: tree.Rule | None = None,
) -> Knowledge:
    """Gives what is known at the beginning of a rule: one that is also evaluated where a manifest
    comes may have no baseline, and one for manifests that go, no manifest."""
    kind = vocabulary.kinds[policy.kind].type
    outside: dict[str, Type] = {**vocabulary.registers, "today": DATE, "baseline": kind}
    outside[policy.kind] = kind
    outside |= {plural: ListType(of.type) for plural, of in vocabulary.plurals().items()}
    fleeting = {"baseline"} if rule is not None and rule.on_creation else set()
    fleeting |= {policy.kind} if rule is not None and rule.on_deletion else set()
    return Knowledge(Surrounding(policy, policies, outside, frozenset(fleeting)))
