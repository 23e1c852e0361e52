"""All advice: which check gives it, and what the law is told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date

from remit.governance.law import Law
from remit.text.diagnostic import Diagnostic, in_order
from remit.workbench.lint import conditions, likeness, loops, names, values, words
from remit.workbench.lint.allowing import settled
from remit.workbench.lint.catalogue import ADVICE
from remit.workbench.lint.subject import Subject, Whole

Check = Callable[[Subject], Iterable[Diagnostic]]

CHECKS: tuple[Check, ...] = (
    conditions.constant,
    conditions.repeated_guard,
    conditions.optional_guard,
    names.unused_let,
    names.unused_define,
    names.unused_use,
    words.bare_message,
    words.no_owner,
    words.placeholder,
    words.retired,
    words.untested,
    likeness.near_duplicate,
    loops.unindexed_loop,
    values.misfit,
    values.unhandled,
)


def advice(law: Law, today: date, tested: Collection[str] | None = None) -> list[Diagnostic]:
    """Gives all advice on the policies that were asked for, that of the checker among it; `tested`
    are the ids of the rules that tests expect findings of, None where tests weren't looked for."""
    found = list(law.advice)
    whole = Whole(law, today, tested)
    for policy in law.enacted().values():
        subject = Subject(policy, whole)
        for check in CHECKS:
            found += check(subject)
    sources = [policy.source for policy in law.enacted().values()]
    return in_order(settled(found, sources, ADVICE))
