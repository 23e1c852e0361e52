"""The checker: mistakes in names and types are told once, at their place, with the way out."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.lang.expectations import Case, all_cases
from tests.lang.vocabulary import vocabulary

from remit.manifest.types import FieldType
from remit.manifest.values import Member
from remit.semantics.checked import CheckedPolicy
from remit.semantics.checker import check
from remit.semantics.reach import DEEPEST
from remit.semantics.reading import field_at, fields_read
from remit.syntax import tree
from remit.syntax.parser import parse
from remit.text.codes import CODES
from remit.text.diagnostic import Diagnostic
from remit.text.source import Source

HERE = Path(__file__).parent
TOPICS = ("names", "types", "defines", "params", "tables", "rules")
CASES = [case for topic in TOPICS for case in all_cases(HERE / topic)]


def checked(*texts: str) -> tuple[dict[str, CheckedPolicy], list[Diagnostic]]:
    """Gives policies checked together; they have to follow the grammar."""
    parsed = []
    for number, text in enumerate(texts, 1):
        source = Source(f"{number}.remit", text)
        policy, said = parse(source)
        assert policy is not None, said
        parsed.append((source, policy))
    return check(parsed, vocabulary())


def told(*texts: str) -> list[tuple[str, int, int, str]]:
    """Gives what the checker says of policies: file, line, column, code."""
    said = checked(*texts)[1]
    return [(d.source.name, d.place.line, d.place.column, d.code) for d in said]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case) -> None:
    policy, said = parse(case.source)
    assert policy is not None, said
    sound, said = check([(case.source, policy)], vocabulary())
    assert case.failures(said) == []
    assert {diagnostic.code for diagnostic in said} <= set(CODES)
    assert bool(sound) == all(diagnostic.severity == "advice" for diagnostic in said)


LENDER = """policy lender governs project "Lends."
param cap = 3
define is_big(p) = p.budget > cap
define is_ours = is_big(project)
rule r mandatory "R" require is_ours else "m"
"""


def test_a_policy_uses_params_and_defines_of_another() -> None:
    policies, said = checked(
        LENDER,
        """policy user governs project "Uses."
        use lender: is_ours, is_big, cap
        rule r mandatory "R" require is_ours and is_big(project) and cap > 2 else "m" """,
    )
    assert said == []
    assert policies["user"].used == {"is_ours": "lender", "is_big": "lender", "cap": "lender"}
    assert policies["user"].rules[0].names == {"project"}


USES = [
    ("use lendre: cap", ("2.remit", 2, 5, "unknown-policy")),
    ("use user: cap", ("2.remit", 2, 5, "unknown-policy")),
    ("use lender: cup", ("2.remit", 2, 13, "unknown-used-name")),
    ("use lender: r", ("2.remit", 2, 13, "unknown-used-name")),
    ("use lender: cap, cap", ("2.remit", 2, 18, "duplicate-name")),
    ("param cap = 2 use lender: cap", ("2.remit", 2, 27, "duplicate-name")),
]


@pytest.mark.parametrize(("use", "expected"), USES, ids=[use for use, _ in USES])
def test_what_can_not_be_used(use: str, expected: tuple[str, int, int, str]) -> None:
    assert told(LENDER, f'policy user governs project "U."\n{use}') == [expected]


def test_names_that_can_not_be_used_are_told_once() -> None:
    uses = 'policy user governs project "U." use lendre: big, cap\n'
    rule = 'rule r mandatory "R" require big(project) and cap > 3 and big == 3 else "m"'
    assert [code for *_, code in told(LENDER, uses + rule)] == ["unknown-policy"]


def test_what_other_policies_use_is_used_from_where_it_stands() -> None:
    middle = 'policy middle governs project "M." use lender: cap\n'
    said = checked(LENDER, middle, 'policy user governs project "U." use middle: cap')[1]
    assert [d.help for d in said] == ["it takes the name from `lender`: use that policy"]


def test_what_only_a_call_makes_wrong_in_a_define_names_the_call() -> None:
    other = 'policy user governs project "U." use lender: is_big\n'
    rule = 'rule r mandatory "R" require is_big(project.title) else "m"\n'
    lender = LENDER.replace("define is_ours = is_big(project)", "define is_ours = 1 == 1")
    (said,) = checked(lender, other + rule)[1]
    assert (said.code, said.source.name) == ("no-fields", "1.remit")
    assert said.help == "mend this, or what it is called with on 2.remit, line 2"
    (said,) = checked(lender + rule.replace("rule r", "rule s"))[1]
    assert said.help == "mend this, or what it is called with on line 6"


def test_a_policy_that_is_nowhere_is_told_where_others_are_looked_for() -> None:
    said = checked('policy user governs project "U." use lender: cap')[1]
    assert [(d.code, "beside this file" in (d.help or "")) for d in said] == [
        ("unknown-policy", True)
    ]


def test_a_define_about_one_manifest_serves_its_own_kind_only() -> None:
    user = 'policy user governs system "U." use lender: is_ours, is_big'
    assert told(LENDER, user) == [("2.remit", 1, 45, "use-of-other-kind")]


def test_policies_of_one_name() -> None:
    assert told(LENDER, LENDER) == [("2.remit", 1, 8, "duplicate-policy")]


def test_a_policy_that_uses_a_wrong_one_is_not_evaluated() -> None:
    wrong = LENDER.replace("p.budget > cap", "nowhere")
    policies, said = checked(
        wrong, 'policy user governs project "U." use lender: cap', 'policy c governs system "C."'
    )
    assert [d.code for d in said] == ["unknown-name"]
    assert set(policies) == {"c"}


def test_a_policy_of_an_unknown_kind_is_told_once() -> None:
    said = told(LENDER.replace("project", "projet"), 'policy u governs system "U." use lender: cap')
    assert [code for *_, code in said] == ["unknown-kind"]


def test_defines_of_two_policies_do_not_use_each_other() -> None:
    one = 'policy one governs project "O." use two: b\ndefine a = b'
    two = 'policy two governs project "T." use one: a\ndefine b = a'
    assert [code for *_, code in told(one, two)] == ["recursive-define"]


def test_a_define_that_can_not_take_what_another_policy_gives_is_told_at_the_call() -> None:
    user = 'policy user governs system "U." use lender: is_big\n'
    rule = 'rule r mandatory "R" require is_big(system) else "m"'
    assert told(LENDER, user + rule) == [("2.remit", 2, 30, "define-argument")]


def test_a_nest_of_defines_has_a_depth() -> None:
    chain = ["define d0(x) = x"] + [f"define d{n}(x) = d{n - 1}(x) + 1" for n in range(1, 200)]
    rule = 'rule r mandatory "R" require d199(3) > 1 else "m"'
    said = checked("\n".join(['policy p governs project "P."', *chain, rule]))[1]
    assert [d.code for d in said] == ["deep-define"]
    assert str(DEEPEST) in said[0].message


# -- reach --------------------------------------------------------------------------------------

REACH = [
    ("require project.hybrid else 'm'", {"project"}, False),
    ("require baseline.hybrid else 'm'", {"baseline"}, False),
    ("require some p in portfolio satisfies p.hybrid else 'm'", {"portfolio"}, True),
    ("require no s in landscape satisfies s.id == 'x' else 'm'", {"landscape"}, True),
    ("require people['mara'].until > today else 'm'", {"people", "today"}, True),
    ("require file_exists('x') else 'm'", {"files"}, True),
    ("require true else 'it is {project.id}'", {"project"}, False),
    ("require true else 'm' hint '{today}'", {"today"}, True),
    ("require of_project else 'm'", {"project"}, False),
    ("require is_new(project) else 'm'", {"project", "today", "files"}, False),
    ("for p in portfolio require is_new(p) else 'm'", {"portfolio", "today", "files"}, True),
]
DEFINES = """policy p governs project "P."
define recent = today - 30 days
define is_new(p) = p.start > recent and file_exists(p.id)
define of_project = project.hybrid
rule r mandatory "R" """


@pytest.mark.parametrize(("clauses", "names", "once"), REACH, ids=[row[0] for row in REACH])
def test_reach(clauses: str, names: set[str], once: bool) -> None:
    policies, said = checked(DEFINES + clauses.replace("'", '"'))
    assert said == []
    rule = policies["p"].rules[0]
    assert (rule.id, rule.names, rule.once) == ("p/r", names, once)


READ = [
    ("require project.budget > 1 else 'm'", ["project.budget"]),
    (
        "for t in project.tranches where t.amount > 1 for g in t.gates "
        "let m = find m2 in project.milestones where m2.id == g require m.status == 'met' else 'm'",
        [
            "project.milestones.id",
            "project.milestones.status",
            "project.tranches.amount",
            "project.tranches.gates",
        ],
    ),
    ("require is_new(project) else 'm'", ["project.id", "project.start"]),
    (
        "require sort(t in project.tranches by t.amount)[0].status == 'spent' else 'm'",
        ["project.tranches.amount", "project.tranches.status"],
    ),
    (
        "require no x in pairs(project.milestones) satisfies x.after.due < x.before.due else 'm'",
        ["project.milestones.due"],
    ),
    (
        "require count([t for t in baseline.tranches where t.id == 'x']) == 1 else 'm'",
        ["baseline.tranches.id"],
    ),
    ("require project['lead'].name == 'mara' else 'm'", ["project.lead.name"]),
    (
        "require first(project.parts default baseline.parts).title is present else 'm'",
        ["baseline.parts.title", "project.parts.title"],
    ),
]


@pytest.mark.parametrize(("clauses", "expected"), READ, ids=[row[0][:40] for row in READ])
def test_fields_read(clauses: str, expected: list[str]) -> None:
    policies, said = checked(DEFINES + clauses.replace("'", '"'))
    assert said == []
    policy = policies["p"]
    read = fields_read(policy.rules[0], policy, policies)
    assert [str(trail) for trail in read] == expected


def test_a_field_that_is_read_has_its_declaration() -> None:
    project = vocabulary().kinds["project"].type
    found = field_at(project, ("tranches", "amount"))
    assert isinstance(found, FieldType)
    assert field_at(project, ("tranches", "nothing")) is None


# -- what types tell of the tree ----------------------------------------------------------------


def _condition(clauses: str) -> tree.Expression:
    policies, said = checked(f'policy p governs project "P." rule r mandatory "R" {clauses}')
    assert said == []
    clause = policies["p"].rules[0].rule.clauses[-1]
    assert isinstance(clause, tree.Require)
    return clause.condition


def test_a_default_of_an_ordered_enum_takes_part_in_its_order() -> None:
    condition = _condition('require (project.stage default "idea") >= "pilot" else "m"')
    literals = [node.value for node in tree.walk(condition) if isinstance(node, tree.Text)]
    assert isinstance(literals[0], Member)
    assert literals[0].order == ("idea", "pilot", "scale", "closed")
    assert literals == ["idea", "pilot"]


def test_a_default_of_an_enum_without_order_stays_a_text() -> None:
    condition = _condition('require (project.purpose default "run") == "grow" else "m"')
    literals = [node.value for node in tree.walk(condition) if isinstance(node, tree.Text)]
    assert not any(isinstance(literal, Member) for literal in literals)


SUMS = [("t.released_on - t.released_on", "1 day", 2), ("t.amount", "1", 1)]


@pytest.mark.parametrize(("added", "limit", "arguments"), SUMS)
def test_a_sum_of_durations_begins_with_one(added: str, limit: str, arguments: int) -> None:
    condition = _condition(f'require sum({added} for t in project.tranches) < {limit} else "m"')
    sums = [node for node in tree.walk(condition) if isinstance(node, tree.Call)]
    assert [len(call.arguments) for call in sums] == [arguments]
