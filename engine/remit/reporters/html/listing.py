"""The listing: a report's findings by weight, each with its anchor, and what they are about.

Subjects and policies have numbers, by which the page's script tells them apart; so no text that a
stranger wrote ever becomes a name in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from remit.governance.report import Judged, Report
from remit.reporters.bearing import by_weight

Subject = tuple[str, str | None]
"""A kind and the name of a manifest; None for what is evaluated once, over all of them."""

ALL = "all together"
"""What a page calls the subject of a rule that is evaluated once."""


class Listing(Struct, frozen=True):
    """The findings, what weighs most first, where each stands on the page, and the number of every
    subject and policy that has any, in the order of their names."""

    found: Sequence[Judged]
    anchors: Sequence[str]
    subjects: Mapping[Subject, int]
    policies: Mapping[str, int]


def listing(report: Report) -> Listing:
    """Gives the findings of a report as its page lists them."""
    found = by_weight(report.findings)
    subjects = sorted({subject(judged) for judged in found}, key=by_name)
    policies = sorted({policy(judged.finding.rule) for judged in found})
    return Listing(
        found,
        list(_anchors(found)),
        {each: number for number, each in enumerate(subjects)},
        {each: number for number, each in enumerate(policies)},
    )


def subject(judged: Judged) -> Subject:
    """Gives what a finding is about."""
    return judged.finding.kind, judged.manifest


def policy(rule: str) -> str:
    """Gives the policy of a rule."""
    return rule.partition("/")[0]


def name(own: Subject) -> str:
    """Gives what a page calls a subject."""
    return ALL if own[1] is None else own[1]


def by_name(own: Subject) -> tuple[bool, str, str]:
    """Gives what sorts subjects by name, what is evaluated once behind all others."""
    return own[1] is None, name(own), own[0]


def _anchors(found: Sequence[Judged]) -> Iterable[str]:
    """Gives each fingerprint, numbered where several findings share it."""
    times: dict[str, int] = {}
    for judged in found:
        number = times[judged.fingerprint] = times.get(judged.fingerprint, 0) + 1
        yield f"f-{judged.fingerprint}" + (f"-{number}" if number > 1 else "")
