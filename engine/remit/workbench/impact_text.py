"""The impact of a new version as people read it: by rule, then by manifest, each with its money."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from remit.governance.stakes import Total
from remit.text.inert import inert
from remit.text.numbers import grouped
from remit.text.sentences import counted, listed
from remit.workbench.impact import (
    Impact,
    Revised,
    Shift,
    Subject,
    by_subject,
    money,
    subjects,
)

_ALL = "all together"
_RENAMED = (
    "help: a new rule that is an old one by another name says so, such as "
    '`formerly "{}"`: then it is compared with that, and waivers go on'
)


def render(found: Impact, new: str, old: str) -> str:
    """Gives an impact as text; `new` and `old` say which versions were compared."""
    head = (
        f"{inert(new)} ({counted(found.rules, 'rule')}) instead of {inert(old)}, "
        f"over {counted(found.manifests, 'manifest')}:"
    )
    if not (found.failing or found.passing or found.revised or found.added or found.dropped):
        return f"{head} nothing changes\n"
    lines = [head, "", *_listed("newly failing", found.failing)]
    lines += ["", *_listed("newly passing", found.passing)]
    if len(found.failing) + len(found.passing) > 1:
        lines += ["", "by manifest:", *_by_manifest(found)]
    if found.revised:
        lines += ["", "levels that change:", *map(_revised, found.revised)]
    for title, rules in (("new rules", found.added), ("rules that go", found.dropped)):
        if len(rules) > 1:
            lines += ["", f"{title}: {len(rules)}", *(f"  {rule}" for rule in rules)]
        elif rules:
            lines += ["", f"{title}: {rules[0]}"]
    if found.added and found.dropped:
        lines += ["", _RENAMED.format(found.dropped[0])]
    return "\n".join(lines) + "\n"


def _listed(title: str, shifts: Sequence[Shift]) -> Iterator[str]:
    """Gives shifts by rule, under what they come to; that of several rules counts a manifest
    once."""
    if not shifts:
        yield f"{title}: none"
        return
    yield f"{title}: {_account(shifts)}{_blocking(shifts)}"
    for rule, group in groupby(shifts, key=lambda shift: shift.rule):
        own = list(group)
        yield f"  {rule} ({own[0].terms}): {_account(own)}"
        for shift in own:
            yield f"    {_name(shift.subject)}{_amount(money([shift]))}  ({inert(shift.file)})"
            yield from (f"      {inert(judged.finding.message)}" for judged in shift.findings)


def _account(shifts: Sequence[Shift]) -> str:
    return _subjects(subjects(shifts)) + _amount(money(shifts))


def _subjects(found: Sequence[Subject]) -> str:
    """Gives a count of manifests, and whether all of them together are among what is counted."""
    manifests = sum(manifest is not None for _, manifest in found)
    parts = [counted(manifests, "manifest")] if manifests else []
    return listed([*parts, *([_ALL] if manifests < len(found) else [])])


def _blocking(shifts: Sequence[Shift]) -> str:
    """Gives how much of what comes or goes blocks, where only a part of it does."""
    blocking = [shift for shift in shifts if shift.blocks]
    if len(blocking) == len(shifts):
        return ""
    return f"; blocking: {_account(blocking)}" if blocking else "; none of it blocks"


def _by_manifest(found: Impact) -> Iterator[str]:
    rows = [
        (_name(own), _said(money((*failing, *passing))), _changes(failing, passing))
        for own, (failing, passing) in by_subject(found).items()
    ]
    names, amounts = (max(len(row[at]) for row in rows) for at in (0, 1))
    for name, amount, changes in rows:
        between = f"  {amount:>{amounts}}" if amounts else ""
        yield f"  {name:<{names}}{between}  {changes}"


def _changes(failing: Sequence[Shift], passing: Sequence[Shift]) -> str:
    parts = [("fails", len(failing)), ("passes", len(passing))]
    return listed([f"{verb} {counted(count, 'more rule')}" for verb, count in parts if count])


def _revised(each: Revised) -> str:
    fails = f"{_subjects(each.failing)} will fail it" if each.failing else "nothing fails it"
    return f"  {each.rule}: {each.before} becomes {each.after} ({fails}{_amount(each.money)})"


def _name(subject: Subject) -> str:
    return _ALL if subject[1] is None else inert(subject[1])


def _amount(found: Sequence[Total]) -> str:
    return f", {_said(found)}" if found else ""


def _said(found: Sequence[Total]) -> str:
    parts = [f"{grouped(each.amount)} {inert(each.currency or '')}" for each in found]
    return listed([part.rstrip() for part in parts])
