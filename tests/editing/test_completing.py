"""Completing: what may stand where somebody writes, in sound files and in broken ones."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import EXAMPLES
from tests.editing.desks import HERE, desk, marked
from tests.editing.test_names import LENDER, USER
from tests.lang.test_trees import FILE

from remit.text.fixes import Edit, edited
from remit.workbench.editing.completing import Suggestion, complete

HEAD = 'policy test governs project "Test."\nuse lender: cap, is_big\n'
RULE = 'rule r mandatory "R."\n'
NEXT = '\nrule next mandatory "N."\n  require project.id is present else "m"\n'


def suggested(text: str) -> list[Suggestion]:
    """Gives what is suggested at the mark; it must replace what it says, at the mark."""
    text, offset = marked(text)
    found = complete(desk(text, LENDER), "1.remit", offset)
    for one in found:
        assert one.span.start <= one.span.end == offset
        assert edited(text, [Edit(one.span, one.text)])
    assert len({(one.label, one.sort) for one in found}) == len(found)
    return found


def labels(text: str, *sorts: str) -> list[str]:
    return [one.label for one in suggested(text) if not sorts or one.sort in sorts]


MILESTONE = {"id", "status", "due"}

FIELDS = [
    "for m in project.milestones\nrequire m.¦",
    "for m in project.milestones\nrequire m.i¦",
    'for m in project.milestones\nrequire m.¦ == "x" else "m"',
    "require some m in project.milestones satisfies m.¦",
    "require some m in project.milestones satisfies (m.id is present and not m.¦",
    "let ids = [m.¦ for m in project.milestones]",
    'let ids = [m.id for m in project.milestones where m.¦] require ids else "m"',
    'require count(m in project.milestones where m.¦) > 0 else "m"',
    "let first = find m in project.milestones where m.¦",
    "let one = first(project.milestones) require one.¦",
    "require first(project.milestones).¦",
    "require project.milestones[0].¦",
    "require (find m in project.milestones where m.id == 3).¦",
    "let s = sort(m in project.milestones by m.¦",
    'for m in project.milestones require m.id is present else "{m.¦"',
    'for m in project.milestones require m.id is present else "a {m.id} b {m.¦} c"\n  at m.id',
    'for m in project.milestones require m.id is present else "a"\n  at m.¦',
    'for m in project.milestones require m.id is present else "a"\n  hint "{text(m.¦)}',
    "when = broken (\nfor m in project.milestones\nlet x = m.¦",
    "for m in project.milestones where m.¦\nrequire m.id is present else \"m\"",
    "let a = == 3\nfor m in project.milestones\nrequire m.¦\nlet b = ) 4",
]  # fmt: skip


@pytest.mark.parametrize("text", FIELDS)
@pytest.mark.parametrize("after", ["", NEXT])
def test_fields(text: str, after: str) -> None:
    found = suggested(HEAD + RULE + text + after)
    assert {one.label for one in found} >= MILESTONE
    assert {one.sort for one in found} == {"field"}
    due = next(one for one in found if one.label == "due")
    assert due.detail == "a date"


@pytest.mark.parametrize("value", ["", "[1, ", '{"a": '])
def test_a_param_is_a_literal_and_names_nothing(value: str) -> None:
    assert labels(f"{HEAD}param most = {value}¦", "param", "function", "kind") == []
    assert labels(f"{HEAD}define most = {value}¦", "param", "function", "kind") != []


def test_fields_say_what_the_schema_says() -> None:
    found = suggested(HEAD + RULE + "require project.¦")
    stage = next(one for one in found if one.label == "stage")
    assert stage.detail == 'one of "idea", "pilot", "scale", "closed", in this order'
    assert "declared at" in stage.notes


def test_fields_in_a_define_are_those_of_its_calls() -> None:
    text = HEAD + "define late(m) = m.¦\n" + RULE
    text += 'for m in project.milestones require late(m) else "m"'
    assert set(labels(text)) >= MILESTONE
    assert labels(HEAD + "define late(m) = m.¦") == []


def test_nothing_has_fields_that_has_none() -> None:
    assert labels(HEAD + RULE + "require project.title.¦") == []
    assert labels(HEAD + RULE + "require project.milestones.¦") == []
    assert labels(HEAD + RULE + "require nothing.¦") == []


STAGES = ["idea", "pilot", "scale", "closed"]


@pytest.mark.parametrize(
    "text",
    [
        'require project.stage == "¦',
        'require project.stage == "¦" else "m"',
        'require project.stage == "pi¦lot" else "m"',
        'require project.stage in ["idea", "¦"] else "m"',
        'require project.stage not in ["¦',
        'require "¦" == project.stage',
        'when project.stage default "¦" == "x"',
        'require project.id is present else "{project.stage == "¦"}"',
        'let x = [p for p in portfolio where p.stage == "¦"]',
    ],
)
@pytest.mark.parametrize("after", ["", NEXT])
def test_values_of_enums_in_quotes(text: str, after: str) -> None:
    assert labels(HEAD + RULE + text + after) == STAGES


def test_values_of_enums_without_quotes() -> None:
    found = suggested(HEAD + RULE + "require project.stage == ¦")
    assert [one.text for one in found[:4]] == [f'"{stage}"' for stage in STAGES]
    assert found[0].sort == "value"


def test_keys_of_tables() -> None:
    table = HEAD + 'param most = {"idea": 1, "pilot": 2}\n' + RULE
    assert labels(table + 'require most["¦"] > 3') == ["idea", "pilot"]
    assert "stage" in labels(table + 'require project["¦')


@pytest.mark.parametrize(
    "text",
    [
        'rule r mandatory "¦',
        'rule r mandatory "R." source "¦"',
        'rule r mandatory "R." require project.id == "¦"',
        'rule r mandatory "R." require project.id is present else "¦"',
        'rule r mandatory "R." require project.id is present # project.¦',
        "rule r¦",
        "define ¦",
        "param x¦",
        'rule r mandatory "R." let ¦',
        'rule r mandatory "R." for x¦',
        'rule r mandatory "R." require some x¦',
    ],
)
def test_where_nothing_is_suggested(text: str) -> None:
    assert labels(HEAD + text) == []


def test_names_in_reach() -> None:
    text = HEAD + RULE + "for m in project.milestones\nlet late = m.due < today\nrequire ¦"
    found = suggested(text)
    sorts = {one.label: one.sort for one in found}
    assert sorts["m"] == sorts["late"] == "name"
    assert (sorts["project"], sorts["portfolio"], sorts["today"]) == ("kind", "kind", "kind")
    assert (sorts["cap"], sorts["is_big"], sorts["count"]) == ("param", "define", "function")
    assert (sorts["every"], sorts["not"]) == ("keyword", "keyword")
    assert "for" not in sorts
    assert "stand_in" not in sorts
    big = next(one for one in found if one.label == "is_big")
    assert (big.detail, big.notes) == ("is_big(p)", "Is it big?")


def test_names_of_an_element_are_in_reach_before_they_are_given() -> None:
    text = HEAD + RULE + 'let ids = [¦ for m in project.milestones] require ids else "m"'
    assert "m" in labels(text, "name")
    assert "m" not in labels(HEAD + RULE + "let a = ¦\nfor m in project.milestones", "name")


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"),
    [
        (HEAD + RULE + "require project.id ¦", {"is", "in", "and", "else", "matches"}, {"present"}),
        (HEAD + RULE + "require project.id is ¦", {"present", "absent", "empty", "not"}, {"in"}),
        (HEAD + RULE + "require project.id is not ¦", {"empty"}, {"present"}),
        (HEAD + RULE + "¦", {"for", "when", "require", "source", "effective", "rule"}, {"else"}),
        (HEAD + "¦", {"rule", "define", "param", "use", "table"}, {"for", "when"}),
        ("¦", {"policy"}, {"rule"}),
        ("policy x ¦", {"governs"}, set()),
        (HEAD + "rule r ¦", {"advisory", "mandatory", "absolute"}, {"for"}),
        (HEAD + RULE + "on ¦", {"creation", "deletion"}, {"for"}),
        (HEAD + RULE + "effective ¦", {"from"}, {"until"}),
        (HEAD + RULE + "require every m ¦", {"in"}, {"satisfies"}),
        (HEAD + RULE + "require every m in project.milestones ¦", {"satisfies"}, {"else"}),
    ],
)
def test_keywords_where_the_grammar_takes_them(
    text: str, wanted: set[str], unwanted: set[str]
) -> None:
    found = set(labels(text, "keyword"))
    assert wanted <= found
    assert not unwanted & found


def test_kinds_policies_and_what_they_declare() -> None:
    assert labels("policy x governs ¦", "kind") == ["project", "system"]
    assert labels('policy x governs project "X."\nuse ¦') == ["lender"]
    assert labels('policy x governs project "X."\nuse lender: ¦') == ["cap", "is_big"]
    assert labels('policy x governs project "X."\nuse lender: cap, ¦') == ["is_big"]


@pytest.mark.parametrize("step", range(3))
def test_any_place_of_a_rule_file_is_answered(step: int) -> None:
    for text in (USER, FILE):
        for at in range(step, len(text) + 1, 18):
            suggested(text[:at] + HERE + text[at:])
            suggested(text[:at] + HERE)


@settings(max_examples=EXAMPLES // 2)
@given(st.text(alphabet='ab."{}[]()=#\n\\ ', max_size=12), st.integers(0, len(FILE)))
def test_any_text_is_answered(text: str, at: int) -> None:
    suggested(FILE[:at] + text + HERE + FILE[at:])
