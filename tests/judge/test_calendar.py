"""The calendar at its edges: the ends of months, leap days, quarters, instants of other zones; and
what a define or table makes of a text that it is called with. Programs say it, too."""

from __future__ import annotations

import pytest
from tests.judge.both import Case, agree
from tests.judge.evaluating import manifest, schema, vocabulary_of

from remit.evaluation.world import Subject

SCHEMA = """\
type: object
properties:
  leap: {type: string, format: date}
  end: {type: string, format: date}
  here: {type: string, format: date-time}
  there: {type: string, format: date-time}
"""
PROJECT = """\
leap: 2024-02-29
end: 2026-01-31
here: 2026-04-01T00:30:00+02:00
there: 2026-03-31T22:30:00Z
"""
ABOVE = """\
define is_early(stage) = stage == "idea"
table votes(stage) -> votes
  | "idea" -> 1
  | "pilot", "scale" -> 2
"""


@pytest.mark.parametrize(
    ("condition", "outcome"),
    [
        ("project.leap + 1 year == 2025-02-28", "satisfied"),
        ("project.leap + 4 years == 2028-02-29", "satisfied"),
        ("project.leap - 1 month == 2024-01-29", "satisfied"),
        ("project.end + 1 month == 2026-02-28", "satisfied"),
        ("project.end + 1 month + 1 month == 2026-03-28", "satisfied"),
        ("project.end + 2 months == 2026-03-31", "satisfied"),
        ("project.end - 1 quarter == 2025-10-31", "satisfied"),
        ("2023-11-30 + 1 quarter == project.leap", "satisfied"),
        ("project.leap - 2024-02-28 == 1 day", "satisfied"),
        ("2024-03-01 - project.leap == 1 day", "satisfied"),
        ("9999-12-31 + 1 day > project.end", "undecided"),
        ("project.end + 1.5 * 1 day > project.end", "undecided"),
        ("2 * 1 month == 2 months and 1 month * 3 == 1 quarter", "satisfied"),
        ("project.end + 2 * 1 month == 2026-03-31", "satisfied"),
        ("6 / 3 * 1 month == 2 months", "satisfied"),
        ("1.5 * 1 month < 2 months", "undecided"),
        ("project.there + 0.5 * 1 day - project.here == 0.5 * 1 day", "satisfied"),
        ("(project.there - project.here) / 1 day == 0", "satisfied"),
        ("project.here == project.there", "satisfied"),
        ("project.here <= project.there and not project.here < project.there", "satisfied"),
        ("date(project.here) > date(project.there)", "satisfied"),
        ("quarter(date(project.here)) == quarter(date(project.there))", "violated"),
        ('is_early("pilot")', "violated"),
        ('is_early("idea")', "satisfied"),
        ('votes("pilot") == 2 and votes("idea") == 1', "satisfied"),
    ],
)
def test_both_ways_say_it(condition: str, outcome: str) -> None:
    rule = f'rule r mandatory "R."\n  require project.leap is present and {condition} else "no"\n'
    vocabulary = vocabulary_of(project=schema(SCHEMA).type)
    subject = Subject(manifest(PROJECT, SCHEMA, quickly=True))
    text = f'policy p governs project "P."\n{ABOVE}{rule}'
    (said,) = agree(Case(text, vocabulary, subject)).evaluations[-1:]
    assert said.outcome == outcome


def test_a_part_of_a_month_is_told() -> None:
    for condition in ("1.5 * 1 month < 2 months", "1 month * 1.5 < 2 months"):
        rule = f'rule r mandatory "R."\n  require {condition} else "no"\n'
        vocabulary = vocabulary_of(project=schema(SCHEMA).type)
        subject = Subject(manifest(PROJECT, SCHEMA, quickly=True))
        case = Case(f'policy p governs project "P."\n{rule}', vocabulary, subject)
        (finding,) = agree(case).evaluations[0].findings
        assert finding.message == "can't be decided: a part of a month; no"
