"""One report with something of everything: each level, outcome, status and kind of place."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from remit.evaluation.finding import Because, Finding, Seen
from remit.governance.report import Absence, Judged, PolicyFile, Report, RuleRow, Verdict
from remit.text.diagnostic import Diagnostic
from remit.text.source import Place, Source, Span

MANIFEST = Source(
    "projects/self-checkout/project.yaml",
    """\
id: self-checkout
name: Self-checkout
milestones:
  - id: M1
    status: met
  # the pilot store
  - id: M2
    status: planned
funding:
  budget: 1250000.50
  tranches:
    - id: T1
      status: released

    - id: T2
      status: released
      gates: [M2]
outcomes: []
notes: "\\u202eevil \\e[31m \u6771\u4eac\u0007" # \u202e
summary: a line that goes on and on, so long that no terminal shows it whole, and at whose far end \
right here, stands the word that is to blame, before it goes on and on for no good reason at all
""",
)
RULES = Source(
    "rules/portfolio.remit",
    'policy portfolio governs project\n  "Balance."\n\nrule foundations-are-funded advisory\n',
)


def place(source: Source, text: str, nth: int = 0) -> Place:
    """Gives the place of the nth occurrence of a text."""
    start = -1
    for _ in range(nth + 1):
        start = source.text.index(text, start + 1)
    return source.place(Span(start, start + len(text)))


GATE = Finding(
    rule="funding/tranche-follows-gates",
    level="mandatory",
    outcome="violated",
    requirement=1,
    kind="project",
    manifest="self-checkout",
    file=MANIFEST.name,
    document=0,
    source=MANIFEST,
    place=place(MANIFEST, "released", 1),
    path="funding.tranches[id=T2].status",
    message="tranche T2 is released, but its gate M2 is planned",
    hint="Set the tranche back to planned, or record that milestone M2 was met.",
    because=(
        Because(
            'milestone.status == "met"',
            (
                Seen(
                    "milestone.status",
                    "planned",
                    "milestones[id=M2].status",
                    line=8,
                    column=13,
                    data="planned",
                ),
            ),
        ),
        Because(
            "tranche.amount <= cap and owner in people",
            (
                Seen("tranche.amount", "0.333333", data=Fraction(1, 3)),
                Seen("project.funding.budget", "1250000.5", "funding.budget", None, 10, 11, 5),
                Seen("owner", "(missing)", "mara.name", "governance/people.yaml", 3, 1),
            ),
            more=2,
        ),
    ),
    bindings=(("tranche", "funding.tranches[id=T2]"), ("gate", "M2")),
)
OUTCOMES = Finding(
    rule="funding/outcomes-are-fresh",
    level="mandatory",
    outcome="undecided",
    requirement=None,
    kind="project",
    manifest="self-checkout",
    file=MANIFEST.name,
    document=0,
    source=MANIFEST,
    place=place(MANIFEST, "outcomes"),
    path="outcomes",
    message="can't be decided: `outcomes[0].measured_on` is missing; an outcome is stale",
)
NOTES = Finding(
    rule="manifest/schema",
    level="absolute",
    outcome="violated",
    requirement=None,
    kind="project",
    manifest="self-checkout",
    file=MANIFEST.name,
    document=0,
    source=MANIFEST,
    place=place(MANIFEST, '"\\u202eevil \\e[31m \u6771\u4eac\u0007"'),
    path="notes",
    message="`notes` is unknown here: \u202eevil \x1b[31m",
    hint="did you mean `name`?",
)
SUMMARY = Finding(
    rule="wording/is-short",
    level="advisory",
    outcome="violated",
    requirement=0,
    kind="project",
    manifest="self-checkout",
    file=MANIFEST.name,
    document=0,
    source=MANIFEST,
    place=place(MANIFEST, "to blame"),
    path="summary",
    message="the summary is long",
)
SHARE = Finding(
    rule="portfolio/foundations-are-funded",
    level="advisory",
    outcome="violated",
    requirement=0,
    kind="project",
    manifest=None,
    file=RULES.name,
    document=0,
    source=RULES,
    place=place(RULES, "foundations-are-funded"),
    path="",
    message="foundational work holds 10 of 1250",
)

REPORT = Report(
    as_of=date(2026, 11, 23),
    policies=(
        PolicyFile("funding", "rules/funding.remit", "ab" * 32),
        PolicyFile("portfolio", RULES.name, "cd" * 32),
    ),
    manifests=(("project", 2), ("system", 1)),
    findings=(
        Judged(
            GATE,
            "self-checkout",
            "active",
            True,
            "00000000000000a1",
            "A tranche is released only after every milestone that gates it is met.",
        ),
        Judged(
            OUTCOMES,
            "self-checkout",
            "upcoming",
            False,
            "00000000000000a2",
            "An outcome was measured lately while money flows.",
            date(2027, 1, 1),
        ),
        Judged(NOTES, "self-checkout", "active", True, "00000000000000a3"),
        Judged(
            SUMMARY, "self-checkout", "waived", False, "00000000000000a4", "Summaries are short."
        ),
        Judged(
            SHARE,
            None,
            "active",
            False,
            "00000000000000a5",
            "Foundational platforms keep their share of the portfolio.",
        ),
    ),
    rules=(
        RuleRow("funding/outcomes-are-fresh", "mandatory", "Fresh.", "upcoming", undecided=1),
        RuleRow("funding/tranche-follows-gates", "mandatory", "Gates.", violated=1, satisfied=1),
        RuleRow("landscape/no-doubles", "mandatory", "No doubles.", not_applicable=1),
        RuleRow("portfolio/foundations-are-funded", "advisory", "Foundations.", violated=1),
        RuleRow("portfolio/old", "advisory", "Old.", "retired"),
    ),
    verdicts=(
        Verdict(
            "funding/tranche-follows-gates",
            "project",
            "self-checkout",
            MANIFEST.name,
            "violated",
            3,
        ),
        Verdict(
            "funding/tranche-follows-gates",
            "project",
            "refit",
            "projects/refit/project.yaml",
            "satisfied",
            2,
            reads=("funding.tranches.gates", "milestones.status"),
        ),
        Verdict(
            "landscape/no-doubles",
            "project",
            None,
            "rules/landscape.remit",
            "not applicable",
            why="found no landscape",
        ),
    ),
    absences=(
        Absence("system", "landscape", configured=False, rules=1),
        Absence("body", "bodies", configured=True, rules=2),
        Absence("people", None, configured=False, rules=1),
    ),
)

CLEAN = Report(
    as_of=date(2026, 11, 23),
    manifests=(("project", 1),),
    rules=(RuleRow("funding/tranche-follows-gates", "mandatory", "Gates.", satisfied=1),),
)

REFUSED = Report(
    as_of=date(2026, 11, 23),
    diagnostics=(
        Diagnostic(
            "unknown-name",
            "there is no policy `portfolo`",
            RULES,
            Span(7, 16),
            "did you mean `portfolio`?",
        ),
        Diagnostic("no-file", "there is no file `x\x1b.yaml`", Source("command line", "remit x")),
    ),
)
