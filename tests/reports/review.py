"""A report on a change against its base: what is introduced, known, resolved, deleted, waived."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from msgspec.structs import replace
from tests.reports.canonical import (
    GATE,
    MANIFEST,
    NOTES,
    OUTCOMES,
    REPORT,
    SHARE,
    SUMMARY,
    place,
)

from remit.evaluation.finding import Finding
from remit.governance.report import Base, Checkout, Judged, RuleRow, Stake, Verdict, Waived
from remit.text.source import Source

GONE = Source(
    "projects/caf\u00e9 till/project.yaml", "id: cafe-till\nstage: delivery\nbudget: 10\n"
)
WAIVER = Waived(
    "W-2026-014",
    "Supplier delay, board informed",
    "lin",
    date(2026, 12, 31),
    "GOV-331",
)
_KEPT = replace(
    GATE,
    rule="funding/release-stays-approved",
    place=place(MANIFEST, "released"),
    path="funding.tranches[id=T1].status",
    message="tranche T1 lost its approval",
    because=(),
    bindings=(),
)
_DELETED = Finding(
    rule="lifecycle/deletion-is-closed",
    level="mandatory",
    outcome="violated",
    requirement=0,
    kind="project",
    manifest="cafe-till",
    file=GONE.name,
    document=0,
    source=GONE,
    place=place(GONE, "delivery"),
    path="stage",
    message="cafe-till is deleted while it is in delivery",
    hint="Close it first.",
    deleted=True,
)
_UNCLEAR = replace(
    OUTCOMES,
    rule="funding/money-is-counted",
    message="can't be decided: `funding.spent` is missing",
    place=place(MANIFEST, "budget"),
    path="funding",
)


def _judged(finding: Finding, number: int, **more: Any) -> Judged:
    found = Judged(finding, finding.manifest, "active", False, f"{number:016x}", "It is so.")
    return replace(found, **more)


REVIEW = replace(
    REPORT,
    base=Base(
        "origin/main",
        "4f" * 20,
        ("rules/funding.remit", "remit.yaml"),
        (("project", "cafe-till", "projects/café till/project.yaml"),),
    ),
    checkout=Checkout("https://git.example/acme/portfolio", "9a" * 20),
    findings=(
        _judged(_DELETED, 0xB0, blocking=True, change="introduced"),
        _judged(GATE, 0xB1, blocking=True, change="introduced"),
        _judged(_UNCLEAR, 0xB2, blocking=True, change="introduced"),
        _judged(_KEPT, 0xB3, change="persisting"),
        _judged(NOTES, 0xB4, blocking=True, change="introduced", title=None),
        _judged(
            replace(GATE, message="tranche T2 is released too early", requirement=2),
            0xB5,
            change="persisting",
            status="waived",
            waiver=WAIVER,
        ),
        _judged(OUTCOMES, 0xB6, change="introduced", status="upcoming", starts=date(2027, 1, 1)),
        _judged(SUMMARY, 0xB7, change="persisting"),
        _judged(SHARE, 0xB8, change="introduced"),
        _judged(
            replace(SUMMARY, rule="wording/is-plain", message="the summary was hard to read"),
            0xB9,
            change="resolved",
        ),
    ),
    rules=(
        RuleRow("funding/money-is-counted", "mandatory", "Money is counted.", undecided=1),
        RuleRow("funding/outcomes-are-fresh", "mandatory", "Fresh.", "upcoming", undecided=1),
        RuleRow("funding/release-stays-approved", "mandatory", "It stays.", violated=1),
        RuleRow(
            "funding/tranche-follows-gates",
            "mandatory",
            "Gates.",
            violated=1,
            satisfied=1,
            waived=1,
            hints=("Set the tranche back, or record that milestone {gate} was met.", "Or ask."),
            owner="portfolio-office",
            source="Money follows evidence, \u00a74.3",
            tags=("funding", "gates"),
        ),
        RuleRow("landscape/no-doubles", "mandatory", "No doubles.", not_applicable=1),
        RuleRow("lifecycle/deletion-is-closed", "mandatory", "Closed.", violated=1),
        RuleRow("portfolio/foundations-are-funded", "advisory", "Foundations.", violated=1),
        RuleRow("portfolio/old", "advisory", "Old.", "retired"),
        RuleRow("wording/is-plain", "advisory", "Plain.", satisfied=1),
        RuleRow("wording/is-short", "advisory", "Short.", violated=1),
    ),
    verdicts=(
        *REPORT.verdicts,
        Verdict(
            "wording/is-plain", "project", "self-checkout", MANIFEST.name, "satisfied", bindings=1
        ),
        Verdict("wording/is-short", "project", "self-checkout", MANIFEST.name, "violated"),
        Verdict("lifecycle/deletion-is-closed", "project", "cafe-till", GONE.name, "violated"),
    ),
    stakes=(
        Stake("project", "cafe-till", "budget", 10, "EUR", deleted=True),
        Stake("project", "refit", "budget", None, "EUR"),
        Stake("project", "self-checkout", "budget", Fraction(2500001, 2), "EUR"),
    ),
)
