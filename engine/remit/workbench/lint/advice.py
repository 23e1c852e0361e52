"""All advice: which check gives it, and what the law is told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date

from msgspec import Struct, field
from msgspec.structs import replace

from remit.governance.law import Law
from remit.semantics.bearings import Bearing, bearings
from remit.semantics.checked import CheckedRule
from remit.syntax.drafts import told_at
from remit.text.diagnostic import Diagnostic, in_order
from remit.workbench.lint import (
    conditions,
    likeness,
    literals,
    loops,
    names,
    negation,
    precedence,
    values,
    words,
)
from remit.workbench.lint.allowing import settled
from remit.workbench.lint.catalogue import ADVICE
from remit.workbench.lint.subject import Subject, Whole

Check = Callable[[Subject], Iterable[Diagnostic]]

OF_RULES: tuple[Check, ...] = (
    conditions.constant,
    conditions.repeated_guard,
    conditions.optional_guard,
    names.unused_let,
    words.bare_message,
    loops.unindexed_loop,
    values.misfit,
    values.unhandled,
)
"""Checks of one rule, by what its policy declares and uses; nothing else matters to them."""

OF_POLICIES: tuple[Check, ...] = (
    names.unused_define,
    names.unused_use,
    words.no_owner,
    words.placeholder,
    words.retired,
    words.untested,
    likeness.near_duplicate,
    literals.braces,
    literals.grouped,
    literals.unlike,
    literals.unreadable,
    precedence.and_before_or,
    negation.double_negation,
    values.idle_row,
)


class Remembered(Struct, eq=False):
    """What was said of rules before, each with where the rule began, by the text of the rule and of
    all that its policy declares and uses. It holds for one vocabulary."""

    said: dict[Bearing, tuple[int, tuple[Diagnostic, ...]]] = field(default_factory=dict)


def advice(
    law: Law,
    today: date,
    tested: Collection[str] | None = None,
    remembered: Remembered | None = None,
    pause: Callable[[], None] = lambda: None,
) -> list[Diagnostic]:
    """Gives all advice on the policies that were asked for, that of the checker among it; `tested`
    are the ids of the rules that tests expect findings of, None where tests weren't looked for.

    What is `remembered` isn't looked at again; `pause` is called before what is, and may raise."""
    found = list(law.advice)
    whole = Whole(law, today, tested)
    known: dict[Bearing, tuple[int, tuple[Diagnostic, ...]]] = {}
    for policy in law.enacted().values():
        subject = Subject(policy, whole)
        for checked, key in bearings(policy, law.policies):
            span = checked.rule.span
            said = remembered.said.get(key) if remembered is not None else None
            if said is None:
                pause()
                said = (span.start, tuple(_of_rule(checked, subject)))
            if remembered is not None:
                known[key] = remembered.said[key] = said
            found += (told_at(one, policy.source, span.start - said[0]) for one in said[1])
        for check in OF_POLICIES:
            found += check(subject)
    if remembered is not None:
        remembered.said = known
    sources = [policy.source for policy in law.enacted().values()]
    return in_order(settled(found, sources, ADVICE))


def _of_rule(checked: CheckedRule, subject: Subject) -> Iterator[Diagnostic]:
    alone = replace(subject, policy=replace(subject.policy, rules=(checked,)))
    for check in OF_RULES:
        yield from check(alone)


def on_schemas(law: Law) -> list[Diagnostic]:
    """Gives the advice on all schemas, once where several kinds share a file."""
    said = [each for schema in law.schemas.values() for each in schema.advice]
    return in_order({(each.code, each.source.name, each.span): each for each in said}.values())
