"""Selection: which rules take part, and how each of them stands on the day of the check."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from remit.governance.inputs import Inputs
from remit.governance.law import Law
from remit.governance.report import Standing
from remit.semantics.checked import CheckedPolicy, CheckedRule, Heading
from remit.text.diagnostic import Diagnostic, did_you_mean, meaning, nearest
from remit.text.source import Source


class Selected(Struct, frozen=True, eq=False):
    """A rule that takes part, its policy, and how it stands."""

    rule: CheckedRule
    policy: CheckedPolicy
    standing: Standing


def live(rules: Iterable[Selected]) -> list[tuple[CheckedRule, CheckedPolicy]]:
    """Gives the rules that are evaluated, each with its policy: all but those that are retired."""
    return [(each.rule, each.policy) for each in rules if each.standing != "retired"]


def select(law: Law, inputs: Inputs) -> tuple[list[Selected], list[Diagnostic]]:
    """Gives the rules that a glob names (all, where there is no glob), sorted by id."""
    every = [
        Selected(rule, policy, standing(rule.heading, inputs.today))
        for policy in law.enacted().values()
        for rule in policy.rules
    ]
    every.sort(key=lambda selected: selected.rule.id)
    ids = [selected.rule.id for selected in every]
    globs, command = inputs.selection, inputs.command
    amiss = [glob for glob in globs if not any(named(rule, glob) for rule in ids)]
    said = [_no_such(glob, every, command) for glob in amiss]
    if not every:
        message = "there is no rule to check against"
        said.append(Diagnostic("nothing-selected", message, command))
    chosen = [
        selected
        for selected in every
        if not globs or any(named(selected.rule.id, glob) for glob in globs)
    ]
    return chosen, said


def named_outside(rules: Iterable[Selected]) -> frozenset[str]:
    """Gives all that rules name from outside: kinds, collections, registers."""
    return frozenset[str]().union(*(each.rule.names for each in rules))


def fields_of(rules: Iterable[Selected], law: Law) -> dict[str, tuple[str, ...]]:
    """Gives the fields that each rule reads, by its id."""
    from remit.semantics.reading import fields_read  # which few reports need

    return {
        each.rule.id: tuple(map(str, fields_read(each.rule, each.policy, law.policies)))
        for each in rules
    }


def named(rule: str, glob: str) -> bool:
    """Says whether a glob names a rule: by its id, or, without a slash, by policy or rule name."""
    from fnmatch import fnmatchcase  # which few commands need

    if fnmatchcase(rule, glob):
        return True
    return "/" not in glob and any(fnmatchcase(part, glob) for part in rule.split("/"))


def standing(rule: Heading, today: date) -> Standing:
    """Gives how a rule stands on a day: in force from its first day until the day it ends."""
    if rule.start is not None and today < rule.start:
        return "upcoming"
    return "retired" if rule.end is not None and today >= rule.end else "in force"


def renamed(name: str, rules: Iterable[Selected]) -> str | None:
    """Gives the help that a rule which was called so is called otherwise now."""
    ids = [each.rule.id for each in rules if name in each.rule.heading.formerly]
    return f"it is called `{ids[0]}` now" if ids else None


def _no_such(glob: str, rules: Sequence[Selected], command: Source) -> Diagnostic:
    message = f"no rule is named by `{glob}`"
    ids = [each.rule.id for each in rules]
    names = [*ids, *(rule.partition("/")[2] for rule in ids)]
    way = renamed(glob, rules) or _of_policy(glob, ids) or did_you_mean(glob, names, "rules")
    return Diagnostic("nothing-selected", message, command, command.find(glob), way)


def _of_policy(glob: str, ids: Sequence[str]) -> str | None:
    """Gives the help that names the policy which a glob of its rules most likely means."""
    policy, _, rest = glob.partition("/")
    close = nearest(policy, (rule.partition("/")[0] for rule in ids)) if rest else None
    if close is None or not any(named(rule, f"{close}/{rest}") for rule in ids):
        return None
    return meaning(glob, f"{close}/{rest}")
