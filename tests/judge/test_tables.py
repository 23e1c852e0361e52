"""Decision tables: which row is hit, what it gives, and what is said where that can't be told."""

from __future__ import annotations

import pytest
from tests.judge.evaluating import evaluated, manifest, schema, vocabulary_of

from remit.evaluation.finding import Evaluation
from remit.evaluation.world import Subject

SCHEMA = """
$schema: https://json-schema.org/draft/2020-12/schema
title: Project
type: object
properties:
  stage: {type: string, enum: [idea, pilot, scale], x-remit-ordered: true}
  side: {type: string, enum: [digital, conventional]}
  amount: {type: number}
  due: {type: string, format: date}
  note: {type: string}
"""


def judged(table: str, condition: str, text: str, above: str = "") -> Evaluation:
    policy = f'policy p governs project "P."\n{table}\nrule r mandatory "R."\n  {above}\n'
    policy += f'  require {condition} else "no"\n'
    project = manifest(text, SCHEMA)
    (found,) = evaluated(policy, Subject(project), vocabulary_of(project=schema(SCHEMA).type))
    return found


CAP = """table cap(stage, side) -> cap
  "The most that may be released."
  | "idea"           | -              -> 50
  | "pilot", "scale" | "digital"      -> 250
  | >= "pilot"       | "conventional" -> 100
"""


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("{stage: idea, side: digital}", 50),
        ("{stage: idea}", 50),
        ("{stage: scale, side: digital}", 250),
        ("{stage: pilot, side: conventional}", 100),
    ],
)
def test_the_row_that_is_hit_gives_the_value(text: str, wanted: int) -> None:
    found = judged(CAP, f"cap(project.stage, project.side) == {wanted}", text)
    assert found.outcome == "satisfied", found.findings


def test_a_row_is_undecided_by_what_its_cells_need_only() -> None:
    found = judged(CAP, "cap(project.stage, project.side) > 0", "{stage: pilot}")
    assert found.outcome == "undecided"
    assert found.findings[0].message == "can't be decided: `side` is missing; no"


def test_no_row_is_undecided() -> None:
    table = 'table cap(stage) -> cap\n  | "idea" -> 1\n'
    found = judged(table, "cap(project.stage) > 0", "{stage: scale}")
    assert found.outcome == "undecided"
    assert found.findings[0].message == (
        "can't be decided: no row of the table `cap` fits (scale); no"
    )


def test_two_rows_are_undecided_unless_the_first_is_taken() -> None:
    rows = "\n  | < 10 -> 1\n  | [5 .. 20) -> 2\n  | - -> 3\n"
    found = judged(f"table size(amount) -> size{rows}", "size(project.amount) == 1", "amount: 5")
    assert found.outcome == "undecided"
    assert "rows 1, 2 and 3 of the table `size` fit (5)" in found.findings[0].message
    table = f"table size(amount) -> size take first{rows}"
    for amount, size in [(4, 1), (9, 1), (10, 2), (19, 2), (20, 3)]:
        found = judged(table, f"size(project.amount) == {size}", f"amount: {amount}")
        assert found.outcome == "satisfied", (amount, size)


def test_the_first_row_is_not_taken_past_one_that_is_undecided() -> None:
    table = 'table t(a, b) -> c take first\n  | > 1 | - -> 1\n  | - | "x" -> 2\n'
    found = judged(table, "t(project.amount, project.note) == 2", "note: x")
    assert found.outcome == "undecided"
    assert "`amount` is missing" in found.findings[0].message


@pytest.mark.parametrize(
    ("cell", "held", "missed"),
    [
        ("5", [5], [4]),
        ("3, 5", [3, 5], [4]),
        ("!= 5", [4], [5]),
        ("in [1, 2]", [1, 2], [3]),
        ("not in [1, 2]", [3], [1]),
        ("[1 .. 3]", [1, 2, 3], [0, 4]),
        ("[1 .. 3)", [1, 2], [3]),
        ("(1 .. 3]", [2, 3], [1]),
        ("(1..3)", [2], [1, 3]),
        ("-1", [-1], [1]),
        ("[-2 .. -1], > 5", [-2, 6], [0, 5]),
        ("<= 2 * 2", [4], [5]),
        ("-", [0, 99], []),
    ],
)
def test_cells(cell: str, held: list[int], missed: list[int]) -> None:
    table = f"table t(a) -> fits take first\n  | {cell} -> true\n  | - -> false\n"
    for amount in held:
        assert judged(table, "t(project.amount)", f"amount: {amount}").outcome == "satisfied"
    for amount in missed:
        assert judged(table, "not t(project.amount)", f"amount: {amount}").outcome == "satisfied"


def test_cells_ask_of_presence_dates_and_texts() -> None:
    table = """table t(due, note) -> n
  | is absent                    | is empty     -> 1
  | (2026-12-31 .. 2027-01-31)   | starts with "x", "y" -> 2
  | [2026-01-01 .. 2026-12-31]   | is empty     -> 3
  | > 2026-12-31                 | is absent    -> 4
  | is absent                    | is present   -> 5
"""
    for text, n in [
        ("{}", 1),
        ("{note: x}", 5),
        ("{due: 2026-05-01}", 3),
        ("{due: 2027-05-01}", 4),
        ("{due: 2027-01-01, note: y}", 2),
    ]:
        assert judged(table, f"t(project.due, project.note) == {n}", text).outcome == "satisfied"
    table = 'table t(note) -> n\n  | matches "a.*" -> 1\n  | starts with "b", contains "z" -> 2\n'
    for note, n in [("abc", 1), ("bcd", 2), ("cz", 2)]:
        assert judged(table, f"t(project.note) == {n}", f"note: {note}").outcome == "satisfied"


def test_several_outputs_make_a_record() -> None:
    table = """define double(n) = 2 * n
table votes(amount) -> votes, body
  | < 100  -> 1,         "lead"
  | >= 100 -> double(2), "board"
"""
    given = 'votes(project.amount).votes == 4 and votes(project.amount).body == "board"'
    assert judged(table, given, "amount: 100").outcome == "satisfied"


def test_a_value_that_was_handed_on_keeps_its_place() -> None:
    table = "table t(a, note) -> n\n  | > 1 | - -> note\n"
    found = judged(table, 't(project.amount, project.note) == "y"', "amount: 2\nnote: x\n")
    assert (found.findings[0].path, found.findings[0].place.line) == ("note", 2)


def test_a_finding_tells_what_the_table_was_asked() -> None:
    found = judged(
        CAP, "project.amount <= cap(project.stage, project.side)", "{stage: idea, amount: 51}"
    )
    (because,) = found.findings[0].because
    assert because.condition == "project.amount <= cap(project.stage, project.side)"
    assert [(seen.name, seen.value) for seen in because.values] == [
        ("project.amount", "51"),
        ("cap(project.stage, project.side)", "50"),
        ("project.stage", "idea"),
        ("project.side", "(missing)"),
    ]
    assert found.findings[0].path == "amount"


@pytest.mark.parametrize(
    ("above", "name"),
    [
        ("", "t(project.stage, project.side).n"),
        ("let given = t(project.stage, project.side)", "given.n"),
    ],
)
def test_a_finding_tells_what_a_table_of_records_was_asked(above: str, name: str) -> None:
    table = 'table t(stage, side) -> n, who\n  | "idea" | - -> 5, "a"\n  | > "idea" | - -> 9, "b"\n'
    text = "{stage: idea, side: digital, amount: 6}"
    found = judged(table, f"project.amount <= {name}", text, above)
    (because,) = found.findings[0].because
    assert [(seen.name, seen.value, seen.path) for seen in because.values] == [
        ("project.amount", "6", "amount"),
        (name, "5", "stage"),
        ("project.stage", "idea", "stage"),
        ("project.side", "digital", "side"),
    ]


def test_a_table_of_conditions_is_one() -> None:
    table = 'table fits(stage) -> fits\n  | "idea" -> true\n  | > "idea" -> false\n'
    found = judged(table, "fits(project.stage)", "stage: pilot")
    assert found.outcome == "violated"
    assert found.findings[0].because[0].condition == "fits(project.stage)"
    assert found.findings[0].path == "stage"
