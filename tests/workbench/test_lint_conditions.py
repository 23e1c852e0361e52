"""Advice on conditions: what is told of rules that can't fail, never hold, or are undecided."""

from __future__ import annotations

from datetime import date

import pytest
from tests.workbench.test_lint import law

from remit.text.fixes import edited
from remit.workbench.lint.advice import advice

TODAY = date(2026, 11, 23)
HEAD = 'policy p governs project\n  "P."\n\nrule r advisory\n  "R."\n'
ELSE = '  else "{project.id} is {project.name}"'


def said(clauses: str) -> list[tuple[str, str]]:
    found = advice(law(f"{HEAD}{clauses}\n"), TODAY)
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


DECIDED = [
    # whole conditions that are written out
    ("require true", "constant-condition", "`true` is always true"),
    ("when false require project.stage == project.name", "constant-guard", "`false` is never true"),
    # two sides that are the same, or were compared before
    (
        "require project.name == project.name",
        "constant-condition",
        "`project.name == project.name` is always true",
    ),
    (
        "require project.started_on > project.started_on",
        "constant-condition",
        "`project.started_on > project.started_on` is never true",
    ),
    (
        "when project.started_on > today require project.started_on >= today",
        "constant-condition",
        "`project.started_on >= today` is always true",
    ),
    (
        "for m in project.milestones where m.due > today and m.due < today "
        "require m.id == project.id",
        "constant-guard",
        "`m.due > today and m.due < today` is never true",
    ),
    # whole conditions that may be undecided besides
    (
        "require project.build_started_on > today or project.build_started_on <= today",
        "constant-condition",
        "`project.build_started_on > today or project.build_started...` is never false",
    ),
    (
        "when project.funding.spent < 0 require project.stage == project.name",
        "constant-guard",
        "`project.funding.spent < 0` is never true",
    ),
    # what is absent decides nothing
    (
        "when project.build_started_on is absent require project.build_started_on > today",
        "always-undecided",
        "`project.build_started_on > today` is always undecided",
    ),
    (
        "when project.talent is absent for g in project.talent.skill_gaps "
        "require g.plan == project.name",
        "always-undecided",
        "`project.talent.skill_gaps` is absent here, so that this is always undecided",
    ),
    (
        'on creation require baseline is present or baseline.stage == "idea"',
        "always-undecided",
        '`baseline.stage == "idea"` is always undecided',
    ),
]


@pytest.mark.parametrize(("clauses", "code", "message"), DECIDED)
def test_what_is_decided_beforehand_is_told(clauses: str, code: str, message: str) -> None:
    ((given, text),) = said(f"{clauses} {ELSE}")
    assert (given, text.partition(", by ")[0]) == (code, message)


@pytest.mark.parametrize(
    "clauses",
    [
        "require project.funding.spent > 0",
        "require project.started_on <= today",
        "require project.build_started_on is present implies project.build_started_on <= today",
        "for m in project.milestones where m.status == \"met\" or m.due < today "
        "require m.owner == project.name",
    ],
)  # fmt: skip
def test_what_differs_is_not(clauses: str) -> None:
    assert said(f"{clauses} {ELSE}") == []


LITERALS = [
    ("require quarter(project.started_on) == \"Q1\"", "is like `2026-Q4`, and never \"Q1\""),
    ("require lower(project.name) in [\"shop\", \"Till\"]", "is in lower case, and never \"Till\""),
    ("require \" till\" != trim(project.name)", "is without blanks at its ends, and never"),
    ("require version(project.name) > version(\"two\")", "undecided: `two` is no version"),
    ("require number(\"1,5\") > 1 or project.stage == project.name", "is always undecided"),
    ("require project.funding.budget > 1.500", "`1.500` is 1.5"),
    ("require count(portfolio) < 20.000 or project.stage == project.name", "`20.000` is 20"),
    ("let m = 2 require project.name != \"{m}\" and m == 2", "`{m}` stands in this text"),
]  # fmt: skip


STAGE = 'project.stage == "scale" or project.stage == "run"'


@pytest.mark.parametrize(
    ("condition", "alone"),
    [
        (f"{STAGE} and project.funding.budget > 1", 'project.stage == "scale"'),
        (f"project.funding.budget > 1 and {STAGE}", 'project.stage == "run"'),
        (f"({STAGE} and project.funding.budget > 1)", 'project.stage == "scale"'),
        (f"({STAGE}) and project.funding.budget > 1", None),
        (STAGE.replace("or ", "or (") + " and project.funding.budget > 1)", None),
        ('project.stage == "run" or project.status == "active" and project.name == "a"', None),
        ('project.name == project.id or project.name == "a" and project.stage == "run"', None),
    ],
)
def test_an_and_that_takes_one_of_two_alternatives_is_told(
    condition: str, alone: str | None
) -> None:
    found = said(f"when {condition} require project.funding.budget > 2 {ELSE}")
    told = [text for code, text in found if code == "and-before-or"]
    assert [text.split("`")[5] for text in told] == ([alone] if alone else [])


@pytest.mark.parametrize(
    ("condition", "plain"),
    [
        ("not (project.decision_body is absent)", "project.decision_body is present"),
        ("not project.name is not empty", "project.name is empty"),
        ('not (project.stage != "run")', 'project.stage == "run"'),
        ('not (project.stage not in ["run"])', 'project.stage in ["run"]'),
        ("not (project.decision_body is present)", None),
        ('not (project.stage == "run")', None),
        ('not ((project.stage == "run") != (project.name == "a"))', None),
    ],
)
def test_what_is_denied_twice_is_told_plainly(condition: str, plain: str | None) -> None:
    text = f"{HEAD}  require {condition}\n  {ELSE}\n"
    told = [each for each in advice(law(text), TODAY) if each.code == "double-negation"]
    assert [each.help for each in told] == ([f"write `{plain}`"] if plain else [])
    for each in told:
        assert each.fix is not None
        mended = edited(text, each.fix.edits)
        assert mended == text.replace(condition, str(plain))
        assert [one.code for one in advice(law(mended), TODAY)] == []


@pytest.mark.parametrize(("clauses", "message"), LITERALS)
def test_a_literal_that_hardly_says_what_was_meant_is_told(clauses: str, message: str) -> None:
    assert len([text for _, text in said(f"{clauses} {ELSE}") if message in text]) == 1


def test_what_a_param_holds_is_read_as_its_user_reads_it() -> None:
    rule = f"require version(project.name) > version(oldest) {ELSE}"
    policy = 'policy p governs project "P."\nparam oldest = "1.2", then "2,0" from 2027-01-01\n'
    found = advice(law(f'{policy}rule r advisory "R." {rule}'), date(2026, 11, 23))
    ((code, message),) = [(each.code, each.message) for each in found if "unused" not in each.code]
    assert (code, message) == (
        "always-undecided",
        "`version(oldest)` is always undecided: `2,0` is no version",
    )


@pytest.mark.parametrize(
    "clauses",
    [
        'require lower(project.name) != "till" and quarter(project.started_on) != "2026-Q1"',
        "require project.funding.budget > 0.125 and project.funding.budget > 2.5",
        'require project.name matches "[a-z]{2}" or project.name == "{other}"',
        'require version("v1.2") < version(project.name) or date("2026-01-31") < today',
    ],
)
def test_a_literal_that_says_what_was_meant_is_not(clauses: str) -> None:
    assert said(f"{clauses} {ELSE}") == []


TABLES = [
    ("take first", "project.stage", ['"idea" -> 1', "- -> 2", '"run" -> 3'], [3]),
    ("", "project.funding.budget", ["< 0 -> 1", ">= 0 -> 2"], [1]),
    ("", "project.funding.budget", ["[5 .. 1) -> 1", ">= 5 -> 2", "< 5 -> 3"], [1]),
    ("", "project.stage", ['"idea" -> 1', '!= "idea" -> 2'], []),
    ("", "project.build_started_on", ["is absent -> 1", "is present -> 2"], []),
    ("take first", "project.name", ["- -> 1", '"till" -> 2'], []),
]


@pytest.mark.parametrize(("head", "asked", "rows", "idle"), TABLES)
def test_rows_that_are_never_taken(head: str, asked: str, rows: list[str], idle: list[int]) -> None:
    table = f"table t(x) -> n {head}\n" + "".join(f"  | {row}\n" for row in rows)
    rule = f'rule r advisory "R." require t({asked}) > count(project.milestones) {ELSE}'
    policy = f'policy p governs project "P."\n{table}'

    def told(text: str) -> list[str]:
        found = advice(law(text), date(2026, 11, 23))
        return [each.message for each in found if each.code == "idle-row"]

    wanted = [f"row {number} of the table `t` is never taken" for number in idle]
    assert told(policy + rule) == wanted
    assert told(f"{policy}define u(x) = t(x) > 2\n{rule} require u({asked}) {ELSE}") == []


TORN = "no value meets all of it: mend a bound, or write `or` where one of them is enough"
DAY, PAST = "project.started_on", "today - 1 year"


@pytest.mark.parametrize(
    ("condition", "code", "help"),
    [
        (f"{DAY} > today and {DAY} < {PAST}", "never true", TORN),
        (f"{DAY} > today - 27 days and {DAY} < today - 1 month", "never true", TORN),
        (f"{DAY} + 30 days < today and {DAY} > today", "never true", TORN),
        (f"{DAY} == today and {DAY} <= today - 1 week", "never true", TORN),
        (f"today < {DAY} and {PAST} > {DAY}", "never true", TORN),
        ("project.funding.budget > 5 and project.funding.budget < 3", "never true", TORN),
        (
            "project.funding.budget > 10 + project.funding.spent"
            " and project.funding.budget < project.funding.spent",
            "never true",
            TORN,
        ),
        (f"{DAY} > today implies {DAY} > {PAST}", "always true", "leave it out"),
        (f"{DAY} < {PAST} implies {DAY} < today", "always true", "leave it out"),
        (f"{DAY} > {DAY} + 1 day", "never true", "what depends on it never happens"),
    ],
)
def test_bounds_that_no_value_meets_together(condition: str, code: str, help: str) -> None:
    (found,) = advice(law(f"{HEAD}require {condition} {ELSE}\n"), TODAY)
    assert found.code == "constant-condition"
    assert f"is {code}" in found.message
    assert (found.help or "").startswith(help)


@pytest.mark.parametrize(
    "condition",
    [
        f"{DAY} < today and {DAY} > {PAST}",
        f"{DAY} > today or {DAY} < {PAST}",
        f"{DAY} >= today - 28 days and {DAY} <= today - 1 month",
        f"{DAY} > today - 1 month and {DAY} <= today - 30 days",
        f"{DAY} + 1 month >= today and {DAY} <= today - 30 days",
        f"{DAY} <= today + 1 day and {DAY} >= today + 1 day",
        f"{DAY} > today - 32 days and {DAY} < today - 1 month",
        f"{DAY} != today and {DAY} <= {PAST}",
        f"{DAY} > today - patience and {DAY} < today - 1 year",
        f"some m in project.milestones satisfies {DAY} > today and m.due < {PAST}",
        "project.funding.budget > project.funding.spent + 10"
        " and project.funding.budget < project.funding.spent + 11",
    ],
)
def test_bounds_that_a_value_may_meet(condition: str) -> None:
    patience = 'param patience = 30 days\n  "Patience."\n\nrule r advisory'
    text = f"{HEAD}require {condition} {ELSE}\n".replace("rule r advisory", patience)
    found = advice(law(text), TODAY)
    assert [each for each in found if each.code.startswith("constant")] == []


def test_a_let_may_name_a_bound() -> None:
    rule = f"let limit = {PAST} when {DAY} < limit require {DAY} > today {ELSE}"
    (found,) = said(rule)
    assert found == (
        "constant-condition",
        f"`{DAY} > today` is never true, by the types and by what stands before it",
    )
