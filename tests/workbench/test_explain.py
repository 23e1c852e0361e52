"""`remit explain`: conditions in plain English, and every standard rule explained."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.judge.evaluating import checked, schema, vocabulary_of

from remit.cli.main import main
from remit.semantics.builtins import BUILTINS
from remit.syntax import tree
from remit.text.source import Span
from remit.workbench.english import Speaker, clauses

SCHEMA = """
type: object
properties:
  id: {type: string}
  budget: {type: number}
  due_on: {type: string, format: date}
  open: {type: boolean}
  tags: {type: array, items: {type: string}}
  parts:
    type: array
    items: {type: object, properties: {id: {type: string}, weight: {type: number}}}
"""
NOWHERE = Span(0, 0)
VOCABULARY = vocabulary_of(project=schema(SCHEMA).type)

SENTENCES = [
    ("project.budget <= 5", "the project's `budget` must be at most 5"),
    ("project.due_on < today", "the project's `due_on` must be before today"),
    ('project.id in ["a", "b"]', 'the project\'s `id` must be "a" or "b"'),
    ('project.id not in ["a"]', 'the project\'s `id` must not be "a"'),
    ("project.id in project.tags", "the project's `id` must be among the project's `tags`"),
    ("project.id is present", "the project's `id` must be given"),
    ("project.tags is not empty", "the project's `tags` must not be empty"),
    ('project.id matches "a+"', 'the project\'s `id` must have the form "a+"'),
    ("project.open", "the project's `open` must be true"),
    ("not project.open", "it must not be so that the project's `open` is true"),
    (
        "project.open implies project.budget > 1",
        "if the project's `open` is true, then the project's `budget` must be more than 1",
    ),
    (
        "project.open and project.budget > 1",
        "the project's `open` must be true and the project's `budget` must be more than 1",
    ),
    (
        "every part in project.parts satisfies part.weight < 9",
        "for every part of the project's `parts`, the part's weight must be less than 9",
    ),
    (
        "no part in project.parts satisfies part.weight < 9",
        "there must be no part of the project's `parts` for which the part's weight is less than 9",
    ),
    (
        "sum(p.weight for p in project.parts) * 2 >= project.budget default 0",
        "the sum of the weight of each p in the project's `parts` times 2 must be at least the "
        "project's `budget` (or 0 where there is none)",
    ),
    (
        "first(sort(p in project.parts where p.weight > 1 by p.weight descending)) is present",
        "the first of each p in the project's `parts` for which p's weight is more than 1 "
        "(in the order of p's weight, the largest first) must be given",
    ),
    (
        "count(p in project.parts where p.weight > 1) == 1",
        "the number of p in the project's `parts` for which p's weight is more than 1 must be 1",
    ),
]


@pytest.mark.parametrize(("condition", "sentence"), SENTENCES)
def test_a_condition_is_told_as_a_demand(condition: str, sentence: str) -> None:
    policy = checked(
        f'policy p governs project "P."\nrule r mandatory "R."\n  require {condition} else "x"',
        VOCABULARY,
    )
    require = policy.policy.rules[0].clauses[0]
    assert isinstance(require, tree.Require)
    assert Speaker(policy).told(require.condition, demanded=True) == sentence


def test_clauses_are_told_with_what_governs_them() -> None:
    policy = checked(
        'policy p governs project "P."\nrule r mandatory "R."\n  when project.open\n'
        "  for part in project.parts where part.weight > 1\n  let half = part.weight / 2\n"
        '  require half < 9 else "x"',
        VOCABULARY,
    )
    assert list(clauses(Speaker(policy), policy.policy.rules[0])) == [
        (0, "where the project's `open` is true:"),
        (1, "for each part of the project's `parts` for which the part's weight is more than 1:"),
        (2, "let `half` be the part's weight divided by 2"),
        (2, "- the half must be less than 9"),
    ]


def test_every_function_has_words() -> None:
    condition = 'require project.open else "x"'
    policy = checked(
        f'policy p governs project "P."\nrule r mandatory "R."\n{condition}', VOCABULARY
    )
    for name in BUILTINS:
        call = tree.Call(
            name, (tree.Name("today", span=NOWHERE),), span=NOWHERE, word=NOWHERE
        )  # fmt: skip
        assert "`" not in Speaker(policy).noun(call), name


RULES = sorted(
    f"{path.stem}/{name}"
    for path in (Path(__file__).parents[2] / "rules").glob("*.remit")
    for name in re.findall(r"^rule ([\w-]+)", path.read_text(), re.M)
)


def test_every_standard_rule_is_explained(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "*"]) == 0
    out = capfd.readouterr().out
    told = re.findall(r"^([\w-]+/[\w-]+)$", out, re.M)
    assert told == RULES
    assert out.count("\ndemands:\n") == out.count("\nabout:\n") == len(RULES)
    assert max(map(len, out.splitlines())) <= 120


def test_an_unknown_rule_is_told_with_the_nearest(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "tranche-follows-gate"]) == 2
    assert "did you mean `tranche-follows-gates`?" in capfd.readouterr().err
