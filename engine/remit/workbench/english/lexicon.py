"""The lexicon: what policies and schemas tell of the names in rules, before a rule is told."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from remit.manifest.types import (
    BooleanType,
    DateType,
    EnumType,
    ListType,
    Record,
    TimestampType,
    Type,
    Vocabulary,
)
from remit.semantics.checked import CheckedPolicy
from remit.semantics.checker import Question, study
from remit.semantics.fitting import is_open
from remit.semantics.scope import Learned
from remit.syntax import tree
from remit.text.source import Span

Key = tuple[str, Span, type[tree.Node]]


class Lexicon(Struct, frozen=True, eq=False):
    """Policies by name, the names from outside, and the types of the expressions in them."""

    policies: Mapping[str, CheckedPolicy]
    vocabulary: Vocabulary
    types: Mapping[Key, Type] = field(default_factory=dict)

    def type_of(self, policy: str, expression: tree.Expression) -> Type | None:
        """Gives the type of an expression of a policy, None where nothing is known of it."""
        return self.types.get((policy, expression.span, type(expression)))

    def is_day(self, policy: str, expression: tree.Expression) -> bool:
        """Says whether an expression gives a date or a timestamp, or a list of them."""
        found = self.type_of(policy, expression)
        found = found.item if isinstance(found, ListType) else found
        return isinstance(found, DateType | TimestampType)

    def is_ordered(self, policy: str, expression: tree.Expression) -> bool:
        """Says whether an expression gives a value of an ordered enum."""
        found = self.type_of(policy, expression)
        return isinstance(found, EnumType) and found.ordered

    def has_fields(self, policy: str, items: tree.Expression) -> bool:
        """Says whether the elements of a list have fields."""
        found = self.type_of(policy, items)
        return isinstance(found, ListType) and isinstance(found.item, Record)

    def is_condition(self, policy: str, expression: tree.Expression) -> bool:
        """Says whether an expression is true or false."""
        return isinstance(self.type_of(policy, expression), BooleanType)

    def kind_of(self, policy: str, expression: tree.Expression) -> str | None:
        """Gives the kind of manifest that an expression gives, None where it gives none."""
        found = self.type_of(policy, expression)
        kinds = self.vocabulary.kinds.values()
        return next((kind.name for kind in kinds if kind.type is found), None)

    def define(self, policy: CheckedPolicy, name: str) -> tuple[CheckedPolicy, tree.Define] | None:
        """Gives the define of a name, as a policy sees it, and the policy that it stands in."""
        home = self.policies.get(policy.used.get(name, policy.name), policy)
        found = home.defines.get(name)
        return (home, found) if found is not None else None


def lexicon(policies: Mapping[str, CheckedPolicy], vocabulary: Vocabulary) -> Lexicon:
    """Gives the lexicon of policies that were checked together."""
    learned = Learned()
    parsed = [(policy.source, policy.policy) for policy in policies.values()]
    study(parsed, vocabulary, Question(learned=learned))
    types: dict[Key, Type] = {}
    for policy in policies.values():
        for node in tree.walk(policy.policy):
            if isinstance(node, tree.Expression):
                known = [type_ for type_, _ in learned.of(node) if not is_open(type_)]
                if known:
                    types[policy.name, node.span, type(node)] = known[0]
    return Lexicon(policies, vocabulary, types)
