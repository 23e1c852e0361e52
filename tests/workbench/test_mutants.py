"""Mutants: what is changed in a rule, that text and tree say the same, and which can't be told."""

from __future__ import annotations

import pytest
from tests.judge.evaluating import checked, schema, vocabulary_of
from tests.workbench.mutating import SCHEMA, items, sound, studied

from remit.evaluation.compiler.shelf import Shelf
from remit.governance.law import Law
from remit.syntax import tree
from remit.syntax.parser import parse
from remit.text.fixes import edited
from remit.text.source import Source
from remit.workbench.mutation.equivalents import is_equivalent, known_in

HEAD = 'policy p governs project "P."\n'


def changed(clauses: str) -> set[str]:
    """Gives the mutants of a rule: what was, and what it becomes."""
    home, found = studied(f'{HEAD}rule r mandatory "R."\n{clauses}')
    return {
        f"{mutant.was(home.source)} => {mutant.becomes(home.source)}"
        for item in items(home)
        for mutant in sound(item, home, found)
    }


REQUIRED = [
    ("project.size < 5", {"project.size < 5 => project.size <= 5",
                          "project.size < 5 => project.size < 6",
                          "project.size < 5 => project.size < 4"}),
    ("project.size >= 2.50", {"project.size >= 2.50 => project.size > 2.50",
                              "project.size >= 2.50 => project.size >= 2.51",
                              "project.size >= 2.50 => project.size >= 2.49"}),
    ("project.size > 20%", {"project.size > 20% => project.size >= 20%",
                            "project.size > 20% => project.size > 21%",
                            "project.size > 20% => project.size > 19%"}),
    ("project.size > 3M", {"project.size > 3M => project.size >= 3M",
                           "project.size > 3M => project.size > 3000001",
                           "project.size > 3M => project.size > 2999999"}),
    ('project.kind == "a"', {'project.kind == "a" => project.kind != "a"',
                             'project.kind == "a" => project.kind == "b"'}),
    ('project.text == "a"', {'project.text == "a" => project.text != "a"',
                             'project.text == "a" => project.text == "a~"'}),
    ('project.text matches "a.*"',
     {'project.text matches "a.*" => not (project.text matches "a.*")'}),
    ('project.kind in ["a", "b"]', {'project.kind in ["a", "b"] => project.kind not in ["a", "b"]',
                                    '["a", "b"] => ["b"]', '["a", "b"] => ["a"]',
                                    '["a", "b"] => ["c", "b"]', '["a", "b"] => ["a", "c"]'}),
    ('project.stage >= "pilot"', {'project.stage >= "pilot" => project.stage > "pilot"',
                                  'project.stage >= "pilot" => project.stage >= "scale"'}),
    ("project.due > 2026-01-31", {"project.due > 2026-01-31 => project.due >= 2026-01-31",
                                  "project.due > 2026-01-31 => project.due > 2026-02-01",
                                  "project.due > 2026-01-31 => project.due > 2026-01-30"}),
    ("project.due > today - 2 weeks", {
        "project.due > today - 2 weeks => project.due >= today - 2 weeks",
        "today - 2 weeks => today + 2 weeks", "today - 2 weeks => today - 3 weeks",
        "today - 2 weeks => today - 1 week"}),
    ("project.text is present", {"project.text is present => project.text is absent"}),
    ("project.text is not empty", {"project.text is not empty => project.text is empty",
                                   "project.text is not empty => project.text is present"}),
    ("project.open and project.size is present", {
        "project.open and project.size is present => project.open or project.size is present",
        "project.open and project.size is present => project.size is present",
        "project.open and project.size is present => project.open",
        "project.size is present => project.size is absent"}),
    ("not project.open", {"not project.open => project.open"}),
    ("project.open implies project.size is absent", {
        "project.open implies project.size is absent => project.size is absent",
        "project.size is absent => project.size is present"}),
    ("project.size default 0 < project.size", {
        "project.size default 0 < project.size => project.size default 0 <= project.size",
        "project.size default 0 => project.size default 1",
        "project.size default 0 => project.size"}),
    ("some part in project.parts satisfies part.id is present", {
        "some part in project.parts satisfies part.id is present"
        " => every part in project.parts satisfies part.id is present",
        "part.id is present => part.id is absent"}),
    ("no part in project.parts satisfies part.id is present", {
        "no part in project.parts satisfies part.id is present"
        " => some part in project.parts satisfies part.id is present",
        "part.id is present => part.id is absent"}),
    ("(find d in project.days where d > today) is present", {
        "find d in project.days where d > today => find d in project.days where true",
        "d > today => d >= today",
        "(find d in project.days where d > today) is present"
        " => (find d in project.days where d > today) is absent"}),
    ("count(d in project.days where d > today) is present", {
        "d in project.days where d > today => d in project.days", "d > today => d >= today",
        "count(d in project.days where d > today) is present"
        " => count(d in project.days where d > today) is absent"}),
    ("first(sort(d in project.days by d)) is present", {
        "first(sort(d in project.days by d)) => last(sort(d in project.days by d))",
        "sort(d in project.days by d) => sort(d in project.days by d descending)",
        "first(sort(d in project.days by d)) is present"
        " => first(sort(d in project.days by d)) is absent"}),
    ("min(project.days) in distinct(project.days)", {
        "min(project.days) => max(project.days)",
        "min(project.days) in distinct(project.days)"
        " => min(project.days) not in distinct(project.days)",
        "distinct(project.days) => (project.days)"}),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "wanted"), REQUIRED, ids=[c for c, _ in REQUIRED])
def test_what_is_changed_in_a_condition(condition: str, wanted: set[str]) -> None:
    assert changed(f'require {condition} else "x"') == wanted


CLAUSES = [
    ('when project.open require project.open else "x"', {"when project.open => "}),
    ('for p in project.parts where p.id != project.id require project.open else "x"',
     {"for p in project.parts where p.id != project.id => for p in project.parts",
      "p.id != project.id => p.id == project.id"}),
    ('require project.open else "x" require project.open else "y" at project.id hint "z"',
     {'require project.open else "x" => ',
      'require project.open else "y" at project.id hint "z" => '}),
    ('on creation require baseline.open else "x"', {"on creation => "}),
    ('effective from 2026-01-01 until 2027-01-01 require project.open else "x"',
     {f"effective from 2026-01-01 until 2027-01-01 => effective from {dates}" for dates in (
         "2026-01-02 until 2027-01-01", "2025-12-31 until 2027-01-01",
         "2026-01-01 until 2027-01-02", "2026-01-01 until 2026-12-31")}),
]  # fmt: skip


@pytest.mark.parametrize(("clauses", "wanted"), CLAUSES)
def test_what_is_changed_in_a_rule(clauses: str, wanted: set[str]) -> None:
    assert changed(clauses) == wanted


def test_what_is_changed_in_params_and_tables() -> None:
    home, found = studied(
        HEAD
        + """
param cap = 100, then 120 from 2027-01-01
param sides = ["left", "right"]
table votes(stage, size) -> n
  | "idea"           | -          -> 1
  | "pilot", "scale" | [10 .. 20) -> 2
  | "scale"          | >= 20      -> 3
rule r mandatory "R."
  require votes(project.stage, project.size default cap) > 1 and project.id in sides else "x"
"""
    )
    made = [
        {f"{m.was(home.source)} => {m.becomes(home.source)}" for m in sound(item, home, found)}
        for item in items(home)
    ]
    cap, sides, votes, _ = made
    assert cap == {
        "100 => 101", "100 => 99", "120 => 121", "120 => 119",
        "120 from 2027-01-01 => 120 from 2027-01-02", "120 from 2027-01-01 => 120 from 2026-12-31",
    }  # fmt: skip
    assert '["left", "right"] => ["left"]' in sides
    assert votes >= {
        '"idea" => "pilot"', '| "idea" | - -> 1 => | - | - -> 1', "[10 .. 20) => (10 .. 20)",
        "[10 .. 20) => [10 .. 20]", '| "scale" | >= 20 -> 3 => | "scale" | - -> 3', '>= 20 => > 20',
        '"pilot", "scale" => not in ["pilot", "scale"]', '"pilot", "scale" => "scale"',
        '| "scale" | >= 20 -> 3 => ',
    }  # fmt: skip


EVERYTHING = """
# a comment with and, or, where "and a text
param cap = {"idea": 50k, "pilot": 2.5}  # and more
param late = 14 days, then 2 weeks from 2027-01-01
define heavy(part) = (part.weight default 0) * 2 >= 10 # or not
  and not (part.id == "and" or part.id matches "x and y")
table votes(stage, size) -> n, m take first
  | "idea"           | (1 .. 2], 7      -> 1, "or"
  | "pilot", "scale" | is absent        -> 2, "x"
  | != "idea"        | < 20             -> 3, "y"
  | -                | -                -> 4, "z"
rule r absolute "where and or not implies"
  source "on creation"
  effective from 2026-01-01 until 2028-01-01
  on creation
  for part in (project.parts default []) where (heavy(part)) # where
  let opened = [d for d in project.days where (d >= today - 30 days)
                for x in project.parts where x.id != ""]
  when (project.open or project.stage > "idea") and # or
       (project.text is not empty implies project.open)
  require not (some x in (project.parts) satisfies (x.weight) > 1 and x.id in ["a", "b" , "c"])
          or first(sort(x in project.parts where (x.weight is present) by x.weight descending)).id
             default "none" == "z"
    else "no {first(opened) default "and"} {{ and"
    hint "and where"
  require (find d in baseline.days where (d < today)) is present
          and votes(project.stage, (project.size)).n + 1 - 1 > cap[project.stage] / 2 else "x"
  require every x in project.parts
          satisfies trim(lower(x.id)) starts with "a" or (x.weight) < 3 else "y"
"""


def test_text_and_tree_of_a_mutant_say_the_same() -> None:
    home, found = studied(HEAD + EVERYTHING)
    seen = 0
    for item in items(home):
        for mutant in sound(item, home, found):
            text = edited(home.source.text, mutant.edits)
            policy, wrong = parse(Source("mutant.remit", text))
            assert policy is not None, (mutant.what, wrong)
            again = [
                other
                for other in policy.items
                if type(other) is type(item) and not isinstance(other, tree.Use)
            ]
            assert mutant.node in again, (mutant.what, mutant.was(home.source))
            seen += 1
    assert seen > 90


# -- what can't be told -------------------------------------------------------------------------

EQUIVALENT = [
    # a guard that always holds, and its parts
    ('when project.stage >= "idea" require project.open else "x"', 'when project.stage >= "idea"'),
    ('when project.kind is present and project.open require project.id != "" else "x"',
     "`project.kind is present` is left out"),
    ('for p in project.parts where p.id is present require project.open else "x"', "`where p.id"),
    # a default of what is always there
    ('require project.kind default "a" == "b" else "x"', '`default "a"` is left out'),
    # bounds
    ("for p in project.parts where p.weight is present require p.weight < 0 or project.open"
     ' else "x"', "`p.weight < 0` is left out"),
    ('require count(project.parts) >= 0 and project.open else "x"', "`count(project.parts) >= 0`"),
    # an `or` that its other parts decide
    ('require project.open or project.kind is absent else "x"', "`project.kind is absent` is left"),
]  # fmt: skip


@pytest.mark.parametrize(("clauses", "what"), EQUIVALENT)
def test_mutants_that_nothing_can_tell_are_known(clauses: str, what: str) -> None:
    assert [each for each in told(clauses)[True] if what in each] != []


def test_mutants_that_something_could_tell_are_not_left_out() -> None:
    for clauses, _ in REQUIRED:
        found = told(f'require {clauses} else "x"')
        assert found[True] == [] or "is present" in clauses or "implies" in clauses, found[True]


def told(clauses: str) -> dict[bool, list[str]]:
    """Gives what the mutants of a rule change, by whether they are known to be the same."""
    text = f'{HEAD}rule r mandatory "R."\n{clauses}'
    home, found = studied(text)
    vocabulary = vocabulary_of(project=schema(SCHEMA).type)
    policy = checked(text, vocabulary)
    known = known_in(Law({"p": policy}, (), {}, vocabulary, Shelf({"p": policy}, vocabulary)))
    split: dict[bool, list[str]] = {True: [], False: []}
    for item in items(home):
        for mutant in sound(item, home, found):
            split[is_equivalent(mutant, item, "p", known)].append(mutant.what)
    return split
