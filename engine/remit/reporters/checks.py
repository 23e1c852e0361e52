"""Checks: a report as one rule against one manifest each, as formats made for tests have it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from remit.governance.report import Judged, Report
from remit.reporters.bearing import bearing, by_weight, excuse
from remit.text.inert import inert

Result = Literal["passed", "failed", "undecided", "excused", "skipped"]


class Check(Struct, frozen=True):
    """What one rule found in one manifest (None for a rule that is evaluated once), the gravest
    first; `why` says why it is not applicable."""

    rule: str
    manifest: str | None
    file: str
    findings: tuple[Judged, ...] = ()
    why: str | None = None

    @property
    def policy(self) -> str:
        """Gives the policy of the rule."""
        return self.rule.partition("/")[0]

    @property
    def subject(self) -> str:
        """Gives what the rule was held against."""
        return inert(self.manifest) if self.manifest is not None else "evaluated once"


def checks(report: Report) -> list[Check]:
    """Gives every check by rule and file; what a change resolved is no finding of it."""
    found: dict[tuple[str, str, str], list[Judged]] = {}
    whys: dict[tuple[str, str, str], str | None] = {}
    for verdict in report.verdicts:
        key = verdict.rule, verdict.file, _named(verdict.manifest)
        found.setdefault(key, [])
        whys[key] = (verdict.why or "") if verdict.outcome == "not applicable" else None
    for judged in report.findings:
        if judged.change != "resolved":
            key = judged.finding.rule, judged.finding.file, _named(judged.manifest)
            found.setdefault(key, []).append(judged)
    return [
        Check(key[0], key[2][1:] or None, key[1], tuple(by_weight(found[key])), whys.get(key))
        for key in sorted(found)
    ]


def _named(manifest: str | None) -> str:
    """Gives a manifest's name for sorting, that of none before all others."""
    return "" if manifest is None else f"={manifest}"


def result(check: Check) -> Result:
    """Gives what a check came to; an excused one failed, but doesn't block."""
    if not check.findings:
        return "passed" if check.why is None else "skipped"
    if not check.findings[0].blocking:
        return "excused"
    blocking = [judged for judged in check.findings if judged.blocking]
    unclear = all(judged.finding.outcome == "undecided" for judged in blocking)
    return "undecided" if unclear else "failed"


def reason(check: Check) -> str:
    """Gives in one line why a check didn't pass; nothing for one that did."""
    if not check.findings:
        return inert(check.why or "")
    first = check.findings[0]
    message = inert(first.finding.message)
    if bearing(first) != "blocks":
        message = f"{excuse(first)}: {message}"
    others = len(check.findings) - 1
    return f"{message} (and {others} more)" if others else message
