"""Names: what stands at a place, where it is declared and used, and what becomes of it renamed."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import pytest
from tests.editing.desks import desk, marked, told

from remit.manifest.reader import read
from remit.text.fixes import edited
from remit.text.source import Source
from remit.workbench.editing.colouring import coloured
from remit.workbench.editing.desk import Desk
from remit.workbench.editing.hovering import hover
from remit.workbench.editing.outline import folds, outline, search
from remit.workbench.editing.places import definition, references, uses_of_field
from remit.workbench.editing.renaming import Refusal, renamed

TODAY = date(2026, 11, 23)
LENDER = """policy lender governs project
  "Lends names."

param cap = 3M, then 4M from 2027-01-01
  "The most that a project may cost."
define is_big(p) = p.budget > cap
  "Is it big?"
"""
USER = """policy user governs project "Uses them."
use lender: cap, is_big

rule big-ones mandatory
  "Big ones are looked at."
  for m in project.milestones where m.status == "met"
  let all = [n for n in portfolio where n.budget > cap]
  require is_big(project) implies count(all) > 0 and m.due is present
    else "{m.id} of {project.title} is late: {length(project.title)}"
"""


def hovered(text: str) -> str:
    """Gives what is shown at the mark, as plain text."""
    text, offset = marked(text)
    found = hover(desk(text, LENDER), "1.remit", offset)
    if found is None:
        return ""
    return re.sub(r"\\(.)", r"\1", found.markdown.replace("**", ""))


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("require is_b", "require is_¦b", ["define `is_big(p)`", "Is it big?", "p.budget > cap"]),
        ("use lender: cap", "use lender: ¦cap", ["param `cap`: a number", "The most", "then 4M"]),
        ("use lender", "use len¦der", ["policy `lender`", "`project`", "Lends names."]),
        ("for m in", "for m¦ in", ["name `m`: a record", "`status`"]),
        ("m.status", "m.sta¦tus", ["field `status`: one of", '"met"', "declared at"]),
        ("project.title}", "¦project.title}", ["kind `project`: a record"]),
        ("in portfolio", "in port¦folio", ["collection `portfolio`: a list of records"]),
        ("count(all)", "cou¦nt(all)", ["function `count(xs)`", "how many elements", "== 2"]),
        ("{length(", "{len¦gth(", ["function `length(x)`"]),
        ("rule big-", "rule big¦-", ["rule `user/big-ones`", "Big ones", "a waiver can lift it"]),
        ("n.budget", "n.bud¦get", ["field `budget`: a number"]),
        ("mandatory", "manda¦tory", []),
    ],
)  # fmt: skip
def test_hover(before: str, after: str, shown: list[str]) -> None:
    assert USER.count(before) >= 1
    said = hovered(USER.replace(before, after, 1))
    assert all(part in said for part in shown), said
    assert bool(said) == bool(shown)


def test_hover_works_in_a_broken_rule() -> None:
    broken = USER.replace('"met"\n', '"met"\n  when (\n').replace("m.due is", "m.d¦ue is")
    assert "field `due`" in hovered(broken)


def test_a_define_is_typed_by_its_calls() -> None:
    text, offset = marked(LENDER.replace("p.budget", "p.bud¦get"))
    found = hover(desk(text, USER), "1.remit", offset)
    assert found is not None
    assert "a number" in found.markdown


def test_hostile_text_is_shown_as_text() -> None:
    text, offset = marked('policy ¦a governs project "<img src=x> [a](b) \u202e `"\n')
    found = hover(desk(text), "1.remit", offset)
    assert found is not None
    assert "\\<img src=x\\> \\[a\\]\\(b\\)" in found.markdown
    assert "\\u202e" in found.markdown


def places(desk_: Desk, offset: int, file: str = "1.remit") -> list[tuple[str, str]]:
    """Gives where the name at an offset is declared: the file and the text there."""
    return [(p.source.name, p.source.slice(p.span)) for p in definition(desk_, file, offset)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("implies count(all)", "implies count(a¦ll)", ("1.remit", "all")),
        ("require is_big", "require is_¦big", ("2.remit", "is_big")),
        ("> cap]", "> ¦cap]", ("2.remit", "cap")),
        ("use lender", "use lende¦r", ("2.remit", "lender")),
        ("m.due", "m.due¦", ("project.schema.yaml", "due")),
        ("{project.title", "{project.tit¦le", ("project.schema.yaml", "title")),
        ("{m.id}", "{¦m.id}", ("1.remit", "m")),
        ("governs project", "governs ¦project", ("project.schema.yaml", "")),
    ],
)
def test_definition(before: str, after: str, expected: tuple[str, str]) -> None:
    text, offset = marked(USER.replace(before, after, 1))
    assert places(desk(text, LENDER), offset) == [expected]


def test_references_reach_over_files() -> None:
    found = desk(USER, LENDER)
    at = LENDER.index("cap")
    uses = references(found, "2.remit", at, declaring=True)
    assert [(p.source.name, p.source.place(p.span).line) for p in uses] == [
        ("2.remit", 4), ("1.remit", 2), ("1.remit", 7), ("2.remit", 6),
    ]  # fmt: skip
    title = USER.index("project.title") + len("project.")
    assert len(references(found, "1.remit", title, declaring=False)) == 2
    assert references(found, "1.remit", USER.index("mandatory"), declaring=True) == []


def test_a_field_of_a_schema_is_found_in_rules() -> None:
    found = desk(USER, LENDER)
    schema = found.schemas["project"].files[0]
    at = schema.text.index("budget:")
    uses = uses_of_field(found, schema, at + 2)
    assert [(p.source.name, p.source.place(p.span).line) for p in uses] == [
        ("1.remit", 7), ("2.remit", 6),
    ]  # fmt: skip


TESTS = """policy: 1.remit
params: {lender.cap: 3}
tests:
  - name: one
    params: {cap: 4}
    expect:
      - rule: big-ones
      - {rule: "user/big-ones", message: big-ones}
      - rule: big-ones-2
"""


def change(text: str, name: str, *others: str, ours: bool = True) -> dict[str, str] | str:
    """Gives the files that change where the name at the mark gets another one, or why not."""
    text, offset = marked(text)
    document = read(Source("1.test.yaml", TESTS)).documents[0]
    answer = renamed(desk(text, *others), "1.remit", offset, name, [document], lambda file: ours)
    if isinstance(answer, Refusal):
        return answer.reason
    return {source.name: edited(source.text, edits) for source, edits in answer.items()}


def test_a_param_is_renamed_where_it_is_used() -> None:
    files = change(LENDER.replace("param cap", "param c¦ap"), "limit", USER)
    assert files == {
        "1.remit": LENDER.replace("cap", "limit"),
        "2.remit": USER.replace("cap", "limit"),
        "1.test.yaml": TESTS.replace("cap", "limit"),
    }


def test_a_rule_is_renamed_in_its_tests_and_keeps_its_former_id() -> None:
    files = change(USER.replace("rule big-ones", "rule big-¦ones"), "large", LENDER)
    title = '"Big ones are looked at."'
    assert files == {
        "1.remit": USER.replace("big-ones", "large").replace(
            title, f'{title}\n  formerly "user/big-ones"'
        ),
        "1.test.yaml": TESTS.replace("rule: big-ones\n", "rule: large\n").replace(
            '"user/big-ones"', '"user/large"'
        ),
    }


@pytest.mark.parametrize("title", ['"Big \\"ones\\"."', '"""\n  Big\n  """'])
def test_a_rule_that_gets_a_former_name_back_gives_it_up(title: str) -> None:
    text = USER.replace('"Big ones are looked at."', title)
    first = change(text.replace("rule big-ones", "rule big-¦ones"), "large", LENDER)
    assert isinstance(first, dict)
    again = change(first["1.remit"].replace("rule large", "rule la¦rge"), "big-ones", LENDER)
    assert isinstance(again, dict)
    assert again["1.remit"] == text.replace(title, f'{title}\n  formerly "user/large"')
    assert told(desk(again["1.remit"], LENDER)) == []


def test_a_name_of_a_rule_is_renamed_there_alone() -> None:
    other = USER.replace("rule big-ones", "rule others")
    twice = USER.replace("for m in", "for ¦m in") + other[other.index("rule others") :]
    files = change(twice, "step", LENDER)
    assert isinstance(files, dict)
    first, _, second = files["1.remit"].partition("rule others")
    assert "for step in project.milestones where step.status" in first
    assert "{step.id}" in first
    assert "for m in" in second


@pytest.mark.parametrize(
    ("before", "after", "name", "reason"),
    [
        ("let all", "let ¦all", "n", "already is a name here"),
        ("let all", "let ¦all", "today", "a meaning of its own"),
        ("let all", "let ¦all", "cap", "is a param"),
        ("let all", "let ¦all", "rule", "is a word"),
        ("let all", "let ¦all", "All of", "is no name"),
        ("cap, is_big", "c¦ap, is_big", "m", "name of a rule in `1.remit`, line 6"),
        ("cap, is_big", "c¦ap, is_big", "is_big", "is a define"),
        ("cap, is_big", "c¦ap, is_big", "sum", "is a function"),
        ("rule big-ones", "rule ¦big-ones", "Big_Ones", "is no name of a rule"),
        ("governs project", "governs ¦project", "x", "configuration"),
        ("m.due", "m.du¦e", "x", "schema"),
        ("policy user", "policy u¦ser", "x", "waivers"),
        ("Big ones", "Bi¦g ones", "x", "no name here"),
    ],
)
def test_what_clashes_is_refused(before: str, after: str, name: str, reason: str) -> None:
    answer = change(USER.replace(before, after, 1), name, LENDER)
    assert isinstance(answer, str)
    assert reason in answer


def test_files_of_others_are_not_renamed_in() -> None:
    answer = change(USER.replace("cap, is_big", "c¦ap, is_big"), "limit", LENDER, ours=False)
    assert isinstance(answer, str)
    assert "not of this folder" in answer


def test_a_rule_of_the_name_is_there_already() -> None:
    text = (
        USER.replace("rule big-ones", "rule ¦big-ones")
        + 'rule x advisory "X." require 1 == 1 else "no"'
    )
    assert change(text, "x", LENDER) == "this policy has a rule `x` already"


def test_the_outline_and_the_folds() -> None:
    found = desk("# one\n# two\n" + LENDER, USER)
    top = outline(found.drafts["1.remit"])
    assert top is not None
    assert [(entry.name, entry.sort) for entry in (top, *top.below)] == [
        ("lender", "policy"), ("cap", "param"), ("is_big", "define"),
    ]  # fmt: skip
    assert [(fold.first, fold.last, fold.comment) for fold in folds(found.drafts["1.remit"])] == [
        (6, 7, False), (8, 9, False), (1, 2, True),
    ]  # fmt: skip
    assert [entry.name for _, entry in search(found, "bgone")] == ["big-ones"]
    assert [entry.name for _, entry in search(found, "zzz")] == []


def test_colours_follow_each_other() -> None:
    found = list(coloured(desk(USER, LENDER), "1.remit", TODAY))
    assert all(one.span.end <= two.span.start for one, two in pairwise(found))
    seen = {(USER[one.span.start : one.span.end], one.type) for one in found}
    assert seen >= {
        ("cap", "variable"), ("is_big", "function"), ("m", "variable"), ("due", "property"),
        ("big-ones", "class"), ("lender", "namespace"), ("portfolio", "type"),
    }  # fmt: skip


COLOURED = """# A comment.
policy own governs project "Own."
param most = 3M
define worst = max(m.due for m in project.milestones)
define is_big(p) = p.budget > most
table cap(stage) -> limit
  | "pilot" -> 3
  | -       -> 250k
rule old mandatory "No longer."
  effective from 2020-01-01 until 2021-01-01
  for m in project.milestones where m.status in ["met", "planned"]
  require m.due <= today and worst > m.due + 30 days and project.stage == "pilot"
    else "{m.id} in {m["status"]} has {length("a") default 3} {{no}} }}" hint \"\"\"
      Long {m.due}
      text.\"\"\"
"""


def painted(whole: bool) -> list[tuple[str, str, tuple[str, ...]]]:
    """Gives what is coloured in a text, how, and with which modifiers."""
    found = coloured(desk(COLOURED), "1.remit", TODAY, whole=whole)
    return [(COLOURED[e.span.start : e.span.end], e.type, e.modifiers) for e in found]


def test_colours_tell_what_things_are() -> None:
    found = painted(whole=False)
    assert {
        ("own", "namespace", ("declaration",)),
        ("project", "type", ()),
        ("most", "variable", ("declaration", "readonly")),
        ("worst", "variable", ("declaration", "readonly")),
        ("worst", "variable", ("readonly",)),
        ("is_big", "function", ("declaration",)),
        ("p", "parameter", ("declaration", "readonly")),
        ("cap", "function", ("declaration",)),
        ("max", "function", ("defaultLibrary",)),
        ("old", "class", ("declaration", "deprecated")),
        ("m", "variable", ("declaration", "readonly")),
        ("status", "property", ("readonly",)),
        ("today", "variable", ("readonly", "defaultLibrary")),
        ('"met"', "enumMember", ("readonly",)),
        ('"pilot"', "enumMember", ("readonly",)),
    } <= set(found)
    assert {type_ for _, type_, _ in found}.isdisjoint({"keyword", "string", "number", "comment"})


def test_editors_without_a_grammar_are_told_the_rest() -> None:
    found = painted(whole=True)
    assert [each for each in found if each in painted(whole=False)] == painted(whole=False)
    plain = [(text, type_) for text, type_, _ in found]
    assert {
        ("# A comment.", "comment"),
        ("policy", "keyword"),
        ("governs", "keyword"),
        ("mandatory", "keyword"),
        ("default", "keyword"),
        ("3M", "number"),
        ("30 days", "number"),
        ("2020-01-01", "number"),
        ('"Own."', "string"),
        ('"{', "string"),
        ("} in {", "string"),
        ('      text."""', "string"),
    } <= set(plain)
    assert ("m", "variable") in plain
    spans = [e.span for e in coloured(desk(COLOURED), "1.remit", TODAY, whole=True)]
    assert all(one.end <= two.start for one, two in pairwise(spans))


@pytest.mark.parametrize("text", ["", "rule", 'policy "', "x" * 9, 'a """b\n c', '{"{"{'])
def test_broken_texts_have_colours(text: str) -> None:
    spans = [e.span for e in coloured(desk(text), "1.remit", TODAY, whole=True)]
    assert all(one.end <= two.start for one, two in pairwise(spans))
