"""The desk: every mistake of a file is told once, those of its text and those of its meaning."""

from __future__ import annotations

from pathlib import Path

from tests.editing.desks import desk, told
from tests.lang.expectations import all_cases

LANG = Path(__file__).parents[1] / "lang"

EIGHT = """policy eight governs project "Eight mistakes."
param cap = 5k0
define is_big(p) = p.budget > cap
rule a mandatory "A."
  for m in project.milestons
  require m.id = "x"
    else "m"
rule b "B."
  let late = project.end - project.title
  require late > 3 days
    else "m"
rule c mandatory "C."
  when project.stage == "pilt"
  require is_big(project) && project.hybrid
    else "{project.budgt}"
define f(x) = (x
rule d mandatory "D."
  require f(project) and is_big(project)
    else "m"
"""


def test_eight_mistakes_are_eight_reports() -> None:
    assert told(desk(EIGHT)) == [
        (2, "bad-number"),
        (5, "unknown-field"),
        (6, "single-equals"),
        (8, "missing-level"),
        (9, "arithmetic"),
        (13, "no-such-member"),
        (14, "foreign-operator"),
        (16, "unclosed-bracket"),
    ]


TOPICS = ("names", "types", "defines", "params", "rules")
CASES = [case for topic in TOPICS for case in all_cases(LANG / topic)]


def test_a_desk_tells_what_a_check_tells() -> None:
    for case in CASES:
        assert (case.name, case.failures(desk(case.source.text).said["1.remit"])) == (case.name, [])


def test_what_cannot_be_read_is_still_declared() -> None:
    text = """policy a governs project "A."
define f(x) = = 3
param p = then
rule r mandatory "R."
  require f(project) == p
    else "m"
"""
    assert {line for line, _ in told(desk(text))} == {2, 3}
    user = 'policy b governs project "B."\nuse a: f, p\nrule r mandatory "R." require f(3) else "m"'
    assert told(desk(text, user), "2.remit") == []


def test_a_file_without_a_header_says_so_alone() -> None:
    found = desk('rule r mandatory "R."\n  require project.nmae == 1 else "m"\n')
    assert told(found) == [(1, "missing-policy")]


def test_a_policy_that_can_not_be_read_is_no_unknown_policy() -> None:
    user = 'policy b governs project "B."\nuse a: f\nrule r mandatory "R." require f(3) else "m"'
    broken = 'policy a governs project "A."\ndefine f(x) ='
    assert told(desk(user, broken)) == []


def test_rules_of_other_files_are_left_alone() -> None:
    text = 'policy {} governs project "A."\nrule r mandatory "R." require project.x == 1 else "m"'
    found = desk(text.format("a"), text.format("b"), looked_at=frozenset({"2.remit"}))
    assert told(found) == []
    assert told(found, "2.remit") == [(2, "unknown-field")]
