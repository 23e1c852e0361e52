"""Advice on conditions: what is told of rules that can't fail, never hold, or are undecided."""

from __future__ import annotations

from datetime import date

import pytest
from tests.workbench.test_lint import law

from remit.workbench.lint.advice import advice

HEAD = 'policy p governs project\n  "P."\n\nrule r advisory\n  "R."\n'
ELSE = '  else "{project.id} is {project.name}"'


def said(clauses: str) -> list[tuple[str, str]]:
    found = advice(law(f"{HEAD}{clauses}\n"), date(2026, 11, 23))
    return [(each.code, each.message) for each in found]


@pytest.mark.parametrize(
    "clauses",
    [
        'when project is absent require baseline.status == "closed"',
        "require project is present",
        'when project is present require project.stage == "idea"',
        'require project is present and project.stage == "idea"',
    ],
)
def test_a_manifest_may_be_absent_where_a_rule_looks_at_what_goes(clauses: str) -> None:
    assert said(f'on deletion when baseline.status != "active" {clauses} {ELSE}') == []


def test_one_side_of_a_change_is_there() -> None:
    rule = "on creation on deletion when baseline is absent require {} {}"
    (found,) = said(rule.format("project is present", ELSE))
    assert found[0] == "constant-condition"
    assert said(rule.format('project.stage == "idea"', ELSE)) == []
    rule = "on creation on deletion when project is absent require {} {}"
    (found,) = said(rule.format("baseline is present", ELSE))
    assert found[0] == "constant-condition"
