"""The impact of a new version for other programs; `impact_shape` says what may stand in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby

from msgspec import Struct

import remit
from remit.governance.report import Judged
from remit.governance.stakes import Total
from remit.reporters.json_report import stake
from remit.reporters.json_text import Json
from remit.workbench.impact import Impact, Revised, Shift, Subject, by_subject, money, subjects

VERSION = 1
"""Counts up where the shape of this changes."""


class Compared(Struct, frozen=True):
    """What was compared: the day, and where the new and the old policies are from."""

    as_of: date
    new: tuple[str, ...]
    old: tuple[str, ...]


def data(found: Impact, compared: Compared) -> Mapping[str, Json]:
    """Gives an impact as JSON holds it; without any `old`, the configured policies are meant."""
    return {
        "remit": {"version": remit.__version__, "language": remit.LANGUAGE, "impact": VERSION},
        "as_of": compared.as_of.isoformat(),
        "new": list(compared.new),
        "old": list(compared.old) or None,
        "summary": {
            "manifests": found.manifests,
            "rules": found.rules,
            "failing": _sums(found.failing),
            "passing": _sums(found.passing),
        },
        "failing": _by_rule(found.failing),
        "passing": _by_rule(found.passing),
        "manifests": [
            _manifest(*each) for each in by_subject(found).items() if each[0][1] is not None
        ],
        "revised": [_revised(each) for each in found.revised],
        "added": list(found.added),
        "dropped": list(found.dropped),
    }


def _sums(shifts: Sequence[Shift]) -> Json:
    """Gives how many manifests there are, and their money, and how much of it blocks."""
    blocking = [shift for shift in shifts if shift.blocks]
    return {**_count(shifts), "blocking": _count(blocking)}


def _count(shifts: Sequence[Shift]) -> dict[str, Json]:
    manifests = sum(manifest is not None for _, manifest in subjects(shifts))
    return {"manifests": manifests, "money": _money(money(shifts))}


def _money(found: Sequence[Total]) -> Json:
    return [
        {"currency": each.currency, "amount": each.amount, "manifests": each.manifests}
        for each in found
    ]


def _by_rule(shifts: Sequence[Shift]) -> Json:
    found: list[Json] = []
    for rule, group in groupby(shifts, key=lambda shift: shift.rule):
        own = list(group)
        shown: list[Json] = [_shift(shift) for shift in own]
        found.append({"rule": rule, "terms": own[0].terms, **_count(own), "shifts": shown})
    return found


def _shift(shift: Shift) -> Json:
    return {
        "kind": shift.kind,
        "manifest": shift.manifest,
        "file": shift.file,
        "blocking": shift.blocks,
        "stake": stake(shift.stake) if shift.stake is not None else None,
        "findings": [_finding(judged) for judged in shift.findings],
    }


def _finding(judged: Judged) -> Json:
    finding = judged.finding
    return {
        "outcome": finding.outcome,
        "status": judged.status,
        "line": finding.place.line,
        "column": finding.place.column,
        "path": finding.path,
        "message": finding.message,
        "fingerprint": judged.fingerprint,
    }


def _manifest(own: Subject, shifts: tuple[list[Shift], list[Shift]]) -> Json:
    failing, passing = shifts
    stakes = [shift.stake for shift in (*failing, *passing) if shift.stake is not None]
    return {
        "kind": own[0],
        "manifest": own[1],
        "stake": stake(stakes[0]) if stakes else None,
        "failing": [shift.rule for shift in failing],
        "passing": [shift.rule for shift in passing],
    }


def _revised(each: Revised) -> Json:
    manifests = sum(manifest is not None for _, manifest in each.failing)
    return {
        "rule": each.rule,
        "before": each.before,
        "after": each.after,
        "manifests": manifests,
        "money": _money(each.money),
    }
