"""Bearings: the texts on which the meaning of a rule depends, besides schemas and settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from remit.semantics.checked import CheckedPolicy, CheckedRule
from remit.syntax import tree

Bearing = tuple[str, str, str]
"""The name of a policy, the text of a rule, and that of all that the policy declares and uses."""


def bearings(
    policy: CheckedPolicy, policies: Mapping[str, CheckedPolicy]
) -> Iterator[tuple[CheckedRule, Bearing]]:
    """Gives the rules of a policy, each with what its meaning depends on."""
    around = "\n".join(_declared(policy, policies))
    for checked in policy.rules:
        yield checked, (policy.name, policy.source.slice(checked.rule.span), around)


def _declared(policy: CheckedPolicy, policies: Mapping[str, CheckedPolicy]) -> Iterator[str]:
    waiting, done = [policy], {policy.name}
    while waiting:
        each = waiting.pop()
        yield f"{each.name} {each.kind}"
        for item in each.policy.items:
            if not isinstance(item, tree.Rule):
                yield each.source.slice(item.span)
        for name in sorted({*each.used.values()} - done):
            done.add(name)
            waiting.append(policies[name])
