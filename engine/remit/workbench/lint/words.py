"""Advice on what a rule says of itself: its messages, title, source and owner, dates, tests."""

from __future__ import annotations

import re
from collections.abc import Iterator

from remit.semantics.reach import named_in
from remit.syntax import tree
from remit.text.diagnostic import Diagnostic
from remit.text.source import RULE_ENDING, TEST_ENDING
from remit.workbench.lint.subject import Subject

_PLACEHOLDER = re.compile(r"\b(?:tbd|tba|todo|fixme|xxx+|lorem ipsum|n/a)\b", re.IGNORECASE)


def bare_message(subject: Subject) -> Iterator[Diagnostic]:
    """Gives advice on a message that names none of the values that decided."""
    for checked in subject.policy.rules:
        for clause in checked.rule.clauses:
            if isinstance(clause, tree.Require) and _values(clause.condition):
                message = clause.message
                if all(isinstance(part, str) for part in message.parts):
                    said = "the message names none of the values that decided"
                    help = "put what was found in braces: `{tranche.id} is {tranche.status}`"
                    if any("{" in str(part) for part in message.parts):
                        help += "; `{{` is a brace itself"
                    yield subject.say("bare-message", message.span, said, help)


def _values(condition: tree.Expression) -> bool:
    """Says whether a condition reads values, apart from asking whether something is there."""
    match condition:
        case tree.PresenceTest():
            return False
        case tree.And(parts) | tree.Or(parts):
            return any(map(_values, parts))
        case tree.Not(operand):
            return _values(operand)
        case tree.Implies(_, right):
            return _values(right)
        case _:
            return any(True for _ in named_in(condition))


def no_owner(subject: Subject) -> Iterator[Diagnostic]:
    """Gives advice on rules that block, and name no source or nobody who answers for them."""
    for checked in subject.policy.rules:
        rule = checked.rule
        if rule.level == "advisory":
            continue
        if rule.source is None and rule.link is None:
            message = f"`{rule.name.text}` blocks, and doesn't say where it comes from"
            help = 'write `source "..."` below its title: the decision or text that it carries out'
            yield subject.say("no-source", rule.name.span, message, help)
        if rule.owner is None and subject.policy.policy.owner is None:
            message = f"`{rule.name.text}` blocks, and nobody answers for it"
            help = 'write `owner "..."` below its title, or behind the title of the policy'
            yield subject.say("no-owner", rule.name.span, message, help)


def placeholder(subject: Subject) -> Iterator[Diagnostic]:
    """Gives advice on titles that stand in for one."""
    policy = subject.policy.policy
    named = [(policy.name, policy.title), *((rule.name, rule.title) for rule in policy.rules)]
    for name, title in named:
        match = _PLACEHOLDER.search(title)
        if match is not None:
            message = f"the title of `{name.text}` holds `{match[0]}`"
            yield subject.say(
                "placeholder", name.span, message, "say in one sentence what it demands"
            )


def retired(subject: Subject) -> Iterator[Diagnostic]:
    """Gives advice on rules that are no longer in force."""
    today = subject.whole.today
    for checked in subject.policy.rules:
        effective = checked.rule.effective
        if effective is not None and effective.end is not None and effective.end <= today:
            message = f"`{checked.rule.name.text}` is retired since {effective.end}"
            yield subject.say(
                "retired-rule", effective.span, message, "take it out, with its tests"
            )


def untested(subject: Subject) -> Iterator[Diagnostic]:
    """Gives advice on rules that no test expects a finding of."""
    tested = subject.whole.tested
    beside = subject.policy.source.name.rpartition("/")[2].removesuffix(RULE_ENDING) + TEST_ENDING
    for checked in subject.policy.rules:
        if tested is not None and checked.id not in tested:
            name = checked.rule.name
            message = f"no test expects a finding of `{name.text}`"
            help = f"write a case that it fails into `{beside}`"
            yield subject.say("untested-rule", name.span, message, help)
