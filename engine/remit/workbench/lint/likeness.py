"""Advice on rules that demand nearly the same."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from remit.semantics.checked import CheckedRule
from remit.text.diagnostic import Diagnostic
from remit.workbench.lint.subject import Subject

_NEAR = 0.9
"""Rules are near duplicates where they share so much of what they are made of."""

_SMALL = 12
"""A rule made of fewer parts than this is like others by chance."""


def near_duplicate(subject: Subject) -> Iterator[Diagnostic]:
    """Gives advice on a rule that is nearly another one: of this policy, or of one of the same kind
    that comes before it."""
    for one, other in _pairs(subject):
        mine, theirs = subject.whole.shapes[one.id], subject.whole.shapes[other.id]
        if min(len(mine), len(theirs)) < _SMALL:
            continue
        shared = len(mine & theirs) / len(mine | theirs)
        if shared >= _NEAR:
            message = f"`{one.rule.name.text}` says nearly what `{other.id}` says"
            help = "put what they share into a `define`, or make one rule of them"
            yield subject.say("near-duplicate", one.rule.name.span, message, help)


def _pairs(subject: Subject) -> Iterator[tuple[CheckedRule, CheckedRule]]:
    own = subject.policy.rules
    for earlier, later in combinations(own, 2):
        yield later, earlier
    for policy in subject.policies.values():
        if policy.kind == subject.policy.kind and policy.name < subject.policy.name:
            for one in own:
                for other in policy.rules:
                    yield one, other
