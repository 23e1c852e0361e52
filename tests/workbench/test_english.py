"""The English of rules: conditions as demands, denied, in lists, and what names are called."""

from __future__ import annotations

import pytest
from tests.judge.evaluating import checked, schema, vocabulary_of

from remit.semantics.builtins import BUILTINS
from remit.syntax import tree
from remit.text.source import Span
from remit.workbench.english.clauses import clauses
from remit.workbench.english.lexicon import lexicon
from remit.workbench.english.meanings import meanings
from remit.workbench.english.speaking import Speaker
from remit.workbench.english.tables import Grid
from remit.workbench.english.words import plural, predicate, singular

SCHEMA = """
type: object
properties:
  id: {type: string}
  budget: {type: number}
  due_on: {type: string, format: date}
  ends: {type: string, format: date}
  open: {type: boolean}
  stage: {enum: [idea, pilot, run], x-remit-ordered: true}
  tags: {type: array, items: {type: string}}
  covers: {type: array, items: {type: string}}
  parts:
    type: array
    items:
      type: object
      properties:
        id: {type: string}
        weight: {type: number}
        made_on: {type: string, format: date}
        bolts: {type: array, items: {type: object, properties: {id: {type: string}}}}
"""
NOWHERE = Span(0, 0)
VOCABULARY = vocabulary_of(
    registers={"people": schema("{type: object, additionalProperties: {type: object}}").type},
    project=schema(SCHEMA).type,
)


def speaker_of(text: str) -> Speaker:
    """Gives the speaker of a policy, whose items are given."""
    policy = checked(f'policy p governs project "P."\n{text}', VOCABULARY)
    return Speaker(policy, lexicon({policy.name: policy}, VOCABULARY))


def rule(body: str, items: str = "") -> tuple[Speaker, tree.Rule]:
    """Gives the rule of a policy, and what tells it."""
    speaker = speaker_of(f'{items}\nrule r mandatory "R."\n{body}')
    return speaker, speaker.policy.policy.rules[0]


def demand(condition: str, items: str = "") -> str:
    """Gives a condition as a demand."""
    speaker, found = rule(f'require {condition} else "x"', items)
    require = found.clauses[0]
    assert isinstance(require, tree.Require)
    return speaker.told(require.condition, demanded=True)


def told(body: str, items: str = "") -> list[tuple[int, str]]:
    """Gives the lines of a rule."""
    return [(line.depth, line.text) for line in clauses(*rule(body, items))]


SENTENCES = [
    # comparisons
    ("project.budget <= 5", "the project's `budget` must be at most 5"),
    ("project.due_on < today", "the project's `due_on` must be before today"),
    ("project.ends >= 2026-03-31", "the project's `ends` must be on or after 2026-03-31"),
    ("max(p.made_on for p in project.parts) < today",
     "the latest of the `made_on` of each part in the project's `parts` must be before today"),
    ('project.stage > "idea"', 'the project\'s `stage` must be beyond "idea"'),
    ('project.stage < "run"', 'the project\'s `stage` must be below "run"'),
    ('project.id in ["a", "b"]', 'the project\'s `id` must be "a" or "b"'),
    ('project.id not in ["a"]', 'the project\'s `id` must not be "a"'),
    ('project.id not in ["a", "b"]', 'the project\'s `id` must be neither "a" nor "b"'),
    ('project.id not in ["a", "b", "c"]', 'the project\'s `id` must be none of "a", "b" and "c"'),
    ("project.id in project.tags", "the project's `id` must be among the project's `tags`"),
    ('project.id matches "a+"', 'the project\'s `id` must have the form "a+"'),
    ("project.id is present", "the project's `id` must be given"),
    ("project.tags is not empty", "the project's `tags` must not be empty"),
    ("project.open", "the project's `open` must be true"),
    ("project.budget != baseline.budget",
     "the project's `budget` must not be the project's `budget` before the change"),
    # denied
    ("not project.open", "the project's `open` must not be true"),
    ("not (project.budget == 5)", "the project's `budget` must not be 5"),
    ('not (project.id contains "x")', 'the project\'s `id` must not contain "x"'),
    ('not (project.id in ["a", "b"])', 'the project\'s `id` must be neither "a" nor "b"'),
    ('not (project.id not in ["a", "b"])', 'the project\'s `id` must be "a" or "b"'),
    ("not not project.open", "the project's `open` must be true"),
    ('not file_exists("a")', 'there must be no file at "a"'),
    ("not (some p in project.parts satisfies p.weight > 1)",
     "there must be no part of the project's `parts` for which the part's weight is more than 1"),
    ("not (no p in project.parts satisfies p.weight > 1)",
     "there must be some part of the project's `parts` for which the part's weight is more than 1"),
    ("not (every p in project.parts satisfies p.weight > 1)",
     "it must not be so that for every part of the project's `parts`, the part's weight is more "
     "than 1"),
    ("not (project.open and project.budget > 1)",
     "it must not be so that the project's `open` is true and the project's `budget` is more "
     "than 1"),
    # several parts
    ("project.open implies project.budget > 1",
     "if the project's `open` is true, then the project's `budget` must be more than 1"),
    ("project.open and project.budget > 1",
     "the project's `open` must be true and the project's `budget` must be more than 1"),
    ("project.open or project.budget > 1",
     "one of these must hold: the project's `open` is true or the project's `budget` is more "
     "than 1"),
    ('project.open or project.budget > 1 and project.id == "a"',
     "one of these must hold: the project's `open` is true or (the project's `budget` is more "
     'than 1 and the project\'s `id` is "a")'),
    ("project.open implies (project.budget > 1 or project.tags is empty)",
     "if the project's `open` is true, then one of these must hold: the project's `budget` is "
     "more than 1 or the project's `tags` is empty"),
    # lists
    ("every part in project.parts satisfies part.weight < 9",
     "for every part of the project's `parts`, the part's weight must be less than 9"),
    ("count(p in project.parts where p.weight > 1) == 1",
     "the number of parts in the project's `parts` for which the part's weight is more than 1 "
     "must be 1"),
    ("count(project.parts) > 1", "the number of entries in the project's `parts` must be more "
     "than 1"),
    ("sum(p.weight for p in project.parts) * 2 >= project.budget default 0",
     "(the sum of the weight of each part in the project's `parts`) times 2 must be at least the "
     "project's `budget` (or 0 where there is none)"),
    ("first(sort(p in project.parts where p.weight > 1 by p.weight descending)) is present",
     "the first of the parts in the project's `parts` for which the part's weight is more than 1 "
     "(in the order of their weight, the largest first) must be given"),
    ("[b.id for p in project.parts where p.weight > 1 for b in p.bolts] is empty",
     "the id of each bolt in the part's bolts, for each part in the project's `parts` for which "
     "the part's weight is more than 1 must be empty"),
    ("project.parts default [] is not empty", "the project's `parts` (if any) must not be empty"),
    # elements of the same sort within each other, and those of the baseline
    ("every p in project.parts satisfies no q in project.parts satisfies p.weight == q.weight",
     "for every part of the project's `parts`, there must be no other part of the project's "
     "`parts` for which the part's weight is the other part's weight"),
    ("every p in project.parts satisfies some b in baseline.parts satisfies b.id == p.id",
     "for every part of the project's `parts`, there must be some earlier part of the project's "
     "`parts` before the change for which the earlier part's id is the part's id"),
    ("no p in portfolio satisfies p.id == project.id",
     "there must be no member of the portfolio for which the member's id is the project's `id`"),
    # numbers and days
    ("(project.budget + 1) * 2 > 4", "(the project's `budget` plus 1) times 2 must be more than 4"),
    ("project.budget + 1 * 2 > 4", "the project's `budget` plus 1 times 2 must be more than 4"),
    ("project.budget - (1 - 2) > 4", "the project's `budget` minus (1 minus 2) must be more than "
     "4"),
    ("days(today - project.due_on) < 5",
     "the number of days from the project's `due_on` to today must be less than 5"),
    ("project.parts[0].weight > 1", "the weight of element 0 of the project's `parts` must be "
     "more than 1"),
    ("people[project.id] is present",
     "the entry of the project's `id` in the register `people` must be given"),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "sentence"), SENTENCES, ids=[c for c, _ in SENTENCES])
def test_a_condition_is_told_as_a_demand(condition: str, sentence: str) -> None:
    assert demand(condition) == sentence


CALLS = [
    ("define is_heavy(part) = part.weight > 5", "every p in project.parts satisfies is_heavy(p)",
     "for every part of the project's `parts`, the part must be heavy"),
    ("define is_heavy(part) = part.weight > 5", "no p in project.parts satisfies not is_heavy(p)",
     "there must be no part of the project's `parts` for which the part is not heavy"),
    ("define has_weight(part) = part.weight > 5",
     "every p in project.parts satisfies not has_weight(p)",
     "for every part of the project's `parts`, the part must not have weight"),
    ("define can_be_sold(p) = p.open", "can_be_sold(project)",
     "the project must be one that can be sold"),
    ("define counts(p) = p.open", "counts(project) and not counts(baseline)",
     "the project must be one that counts and the project before the change must be one that "
     "does not count"),
    ("define fits(p, most) = p.budget <= most", "fits(project, 5)",
     "`fits` must hold for the project and 5"),
    ("define money(p) = p.budget", "money(project) > 5",
     "`money` of the project must be more than 5"),
    ("define goes_on = project.open", "goes_on", "`goes_on` must hold"),
    ("define goes_on = project.open", "not goes_on", "`goes_on` must not hold"),
    ("param most = 5", "project.budget <= most", "the project's `budget` must be at most the most"),
]  # fmt: skip


@pytest.mark.parametrize(("items", "condition", "sentence"), CALLS)
def test_what_a_policy_declares_is_told_by_its_name(
    items: str, condition: str, sentence: str
) -> None:
    assert demand(condition, items) == sentence


def test_clauses_are_told_with_what_governs_them() -> None:
    lines = told(
        "when project.open\nfor part in project.parts where part.weight > 1\n"
        "let half = part.weight / 2\nlet light = half < 3\n"
        'require half < 9 or light else "x"\nrequire light else "x"'
    )
    assert lines == [
        (0, "when the project's `open` is true:"),
        (1, "for each part of the project's `parts` for which the part's weight is more than 1:"),
        (2, "let `half` be the part's weight divided by 2"),
        (2, "let `light` be whether `half` is less than 3"),
        (2, "one of these must hold: `half` is less than 9 or `light` holds"),
        (2, "`light` must hold"),
    ]


def test_a_demand_of_many_parts_is_told_in_lines() -> None:
    lines = told('require project.open or project.budget > 1_000_000 or project.id == "a" else "x"')
    assert lines == [
        (0, "one of these must hold:"),
        (1, "the project's `open` is true"),
        (1, "the project's `budget` is more than 1_000_000"),
        (1, 'the project\'s `id` is "a"'),
    ]
    lines = told(
        'require project.open and project.budget > 1_000_000 and project.id == "a" else "x"'
    )
    assert lines[0] == (0, "all of these must hold:")
    assert len(lines) == 4


@pytest.mark.parametrize(
    ("clause", "line"),
    [
        ("for p in project.parts", "for each part `p` of the project's `parts`:"),
        ("for new in project.parts", "for each part `new` of the project's `parts`:"),
        ("for old in baseline.parts",
         "for each earlier part `old` of the project's `parts` before the change:"),
        ("for old in project.covers", "for each `old` of the project's `covers`:"),
        ("for tag in project.tags", "for each tag of the project's `tags`:"),
        ("for x in [1, 2]", "for each entry `x` of 1 and 2:"),
    ],
)  # fmt: skip
def test_elements_are_called_what_their_list_is_of(clause: str, line: str) -> None:
    assert told(f'{clause}\nrequire project.open else "x"')[0] == (0, line)


def test_what_a_let_and_its_elements_are_called() -> None:
    lines = told(
        "let heavy = [p for p in project.parts where p.weight > 1]\n"
        "let first_of_them = first(heavy)\n"
        'require no p in heavy satisfies p.id == first_of_them.id else "x"\n'
        'let before = find b in baseline.parts where b.id == "a"\n'
        'require no b in before.bolts satisfies b.id == "a" else "x"'
    )
    assert [text for _, text in lines] == [
        "let `heavy` be the parts in the project's `parts` for which the part's weight is more "
        "than 1",
        "let `first_of_them` be the first of `heavy`",
        "there must be no part of `heavy` for which the part's id is `first_of_them`'s id",
        "let `before` be the first earlier part of the project's `parts` before the change for "
        'which the earlier part\'s id is "a"',
        "there must be no earlier bolt of `before`'s bolts for which the earlier bolt's id is "
        '"a"',
    ]


def test_every_function_has_words() -> None:
    speaker = speaker_of('rule r mandatory "R."\n require project.open else "x"')
    for name in BUILTINS:
        argument = tree.Name("today", span=NOWHERE)
        call = tree.Call(name, (argument,), span=NOWHERE, word=NOWHERE)
        assert "`" not in speaker.noun(call), name


# -- what words mean ------------------------------------------------------------------------------


def test_words_are_told_with_their_authors_sentence_first() -> None:
    speaker, _ = rule(
        'require is_cheap(project) and votes(project.stage, project.budget) > 1 else "x"',
        'param cap = 5, then 9 from 2027-01-01\n  "The most that is cheap."\n'
        "define is_cheap(p) = p.budget <= cap\n"
        'define limits = {"idea": cap, "run": 2 * cap}\n  "What each stage may cost."\n'
        'table votes(stage, budget) -> votes\n  "Who votes."\n'
        '  | "idea"         | -  -> 1\n  | "pilot", "run" | >= limits[stage] -> 2\n'
        '  | "pilot", "run" | < limits[stage] -> 3',
    )
    found = list(meanings(speaker.policy.rules[0], speaker.policy, speaker.lexicon))
    assert [part.text for part in found if not isinstance(part, Grid)] == [
        "`is_cheap(p)` means: the project's budget is at most the cap",
        "`votes(stage, budget)` is read off a table, in which exactly one row has to fit:",
        "Who votes.",
        "`cap` is 5, then 9 from 2027-01-01",
        "The most that is cheap.",
        "`limits` is:",
        "What each stage may cost.",
        '"idea": the cap',
        '"run": 2 times the cap',
    ]
    (grid,) = (part for part in found if isinstance(part, Grid))
    assert grid == Grid(
        ("stage", "budget", "votes"),
        (
            ('"idea"', "any", "1"),
            ('"pilot", "run"', ">= limits[stage]", "2"),
            ('"pilot", "run"', "< limits[stage]", "3"),
        ),
        2,
    )


@pytest.mark.parametrize(
    ("many", "one"),
    [
        ("milestones", "milestone"), ("bodies", "body"), ("tranches", "tranche"),
        ("branches", "branch"), ("boxes", "box"), ("addresses", "address"), ("people", "person"),
        ("keys", "key"), ("days", "day"),
    ],
)  # fmt: skip
def test_plurals(many: str, one: str) -> None:
    assert singular(many) == one
    assert plural(one) == many


@pytest.mark.parametrize("word", ["status", "access", "evidence", "history", "basis"])
def test_what_names_one_thing_has_no_singular(word: str) -> None:
    assert singular(word) is None


def test_names_that_are_verbs() -> None:
    assert predicate("runs") == (
        "runs", "must be one that runs", "does not run", "must be one that does not run"
    )  # fmt: skip
    assert predicate("says_nothing") is not None
    assert predicate("released_to") is None
    assert predicate("status") is None
