"""What a finding blames, and where it stands: one case for each sentence of the reference."""

from __future__ import annotations

import gc

import pytest
from tests.judge.evaluating import evaluated, manifest, schema, vocabulary_of

from remit.evaluation.finding import Evaluation, Finding
from remit.evaluation.world import Change, Collection, Manifest, Subject
from remit.manifest.document import Document

SCHEMA = """
$schema: https://json-schema.org/draft/2020-12/schema
title: Project
type: object
properties:
  id: {type: string}
  stage: {type: string, enum: [idea, pilot, scale], x-remit-ordered: true}
  grade: {type: string, enum: [scale, idea, done], default: done}
  share: {type: number, default: 5}
  lead: {type: object, properties: {name: {type: string}, side: {type: string}}}
  milestones:
    type: array
    items:
      type: object
      properties:
        id: {type: string}
        status: {type: string, enum: [planned, met]}
        met_on: {type: string, format: date}
  funding:
    type: object
    properties:
      budget: {type: number}
      spent: {type: number}
      tranches:
        type: array
        items:
          type: object
          properties:
            id: {type: string}
            amount: {type: number}
            status: {type: string}
            gates: {type: array, items: {type: string}}
"""
TEXT = """\
id: shop
stage: pilot
lead:
  name: null
milestones:
  - id: M1
    status: met
    met_on: 2026-05-01
  - id: M2
    status: planned
funding:
  budget: 100
  tranches:
    - {id: T1, amount: 60, status: released, gates: [M1]}
    - id: T2
      amount: 70
      status: released
      gates: [M2, M9]
"""
VOCABULARY = vocabulary_of(project=schema(SCHEMA).type)
PROJECT = manifest(TEXT, SCHEMA)
BASE = manifest(TEXT.replace("budget: 100", "budget: 90"), SCHEMA, "base.yaml")


def _project() -> Manifest:
    return Manifest(
        "project", "shop", "project.yaml", "project.yaml", PROJECT.document, PROJECT.value,
        identity_keys=("id",),
    )  # fmt: skip


def judged(clauses: str, extra: str = "") -> Evaluation:
    """Gives what a rule of these clauses says of the project, with a baseline and a portfolio."""
    policy = f'policy p governs project "P."\n{extra}\nrule r mandatory "Title."\n{clauses}\n'
    project = _project()
    other = manifest(TEXT.replace("id: shop", "id: till"), SCHEMA, "other.yaml")
    subject = Subject(project, BASE, "kept")
    collections = {"portfolio": Collection((project, other))}
    (found,) = evaluated(policy, subject, VOCABULARY, collections)
    return found


def finding(clauses: str, extra: str = "") -> Finding:
    """Gives the only finding of a rule of these clauses."""
    (found,) = judged(clauses, extra).findings
    return found


BUDGET = ("funding.budget", 12, 11)
PLACES = [
    # the first blamed value that lies in the manifest
    ('require project.stage == "scale" else "x"', "stage", 2, 8),
    ('require "scale" == project.stage else "x"', "stage", 2, 8),
    ("require project.funding.budget <= baseline.funding.budget else 'x'", *BUDGET),
    ("require baseline.funding.budget >= project.funding.budget else 'x'", *BUDGET),
    # `at` goes before all else
    ('require project.stage == "scale" else "x" at project.funding.budget', *BUDGET),
    # an absent value: the nearest parent that exists; a null that was written: itself
    ("require project.funding.spent is present else 'x'", "funding", 11, 1),
    ("require project.lead.side is present else 'x'", "lead", 3, 1),
    ("require project.lead.name is present else 'x'", "lead.name", 4, 9),
    ("require project.milestones[1 - 2] is present else 'x'", "milestones", 5, 1),
    # a filled default: the nearest parent that exists
    ("require project.share > 9 else 'x'", "", 1, 1),
    # an aggregate: its list
    (
        "require sum(t.amount for t in project.funding.tranches) <= 100 else 'x'",
        "funding.tranches", 13, 3,
    ),
    ("require count(project.milestones) > 5 else 'x'", "milestones", 5, 1),
    ("let n = count(project.milestones)\nrequire n > 5 else 'x'", "milestones", 5, 1),
    # `some` that fails: its list
    (
        'require some m in project.milestones satisfies m.id == "M7" else "x"',
        "milestones", 5, 1,
    ),
    # `every` that fails: the element that failed
    (
        'require every m in project.milestones satisfies m.status == "met" else "x"',
        "milestones[id=M2].status", 10, 13,
    ),
    # `no` that fails: the element that held
    (
        'require no m in project.milestones satisfies m.status == "met" else "x"',
        "milestones[id=M1].status", 7, 13,
    ),
    # `not`: the part that held; `and`: the parts that failed
    ('require not (project.stage == "pilot") else "x"', "stage", 2, 8),
    ('require project.id == "shop" and project.stage == "scale" else "x"', "stage", 2, 8),
    # `implies`: the consequent first
    ('require project.id == "shop" implies project.stage == "scale" else "x"', "stage", 2, 8),
    # values of the baseline and the portfolio explain, and are never the place
    ("require baseline.funding.budget > 500 else 'x'", "id", 1, 5),
    ("require count(portfolio) > 5 and project.id is present else 'x'", "id", 1, 5),
    # the innermost `for` element that lies in the manifest
    (
        "for t in project.funding.tranches where t.amount > 65\nfor p in portfolio where "
        'p.id == "till"\nrequire p.id == "x" else "x"',
        "funding.tranches[id=T2]", 15, 7,
    ),
    # found, and looked into: `let`, defines, find
    (
        'let m = find m in project.milestones where m.id == "M2"\n'
        'require m.status == "met" else "x"',
        "milestones[id=M2].status", 10, 13,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("clauses", "path", "line", "column"), PLACES)
def test_place(clauses: str, path: str, line: int, column: int) -> None:
    found = finding(clauses.replace("'x'", '"x"'))
    assert (found.path, found.place.line, found.place.column) == (path, line, column)
    assert (found.outcome, found.manifest, found.file) == ("violated", "shop", "project.yaml")


def reasons(found: Finding) -> list[tuple[str, list[tuple[str, str, str | None]]]]:
    """Gives each condition with its values: name, value and path."""
    return [(b.condition, [(s.name, s.value, s.path) for s in b.values]) for b in found.because]


def test_a_comparison_shows_both_values_with_their_files() -> None:
    found = finding('require project.funding.budget <= baseline.funding.budget else "x"')
    assert reasons(found) == [
        (
            "project.funding.budget <= baseline.funding.budget",
            [
                ("project.funding.budget", "100", "funding.budget"),
                ("baseline.funding.budget", "90", "funding.budget"),
            ],
        )
    ]
    ours, base = found.because[0].values
    assert (ours.file, ours.line, ours.column) == (None, 12, 11)
    assert (base.file, base.line, base.column) == ("base.yaml", 12, 11)


def test_or_shows_all_parts_and_and_those_that_failed() -> None:
    found = finding(
        'require project.stage == "scale" or project.id == "x" and project.id is present else "x"'
    )
    assert [b.condition for b in found.because] == [
        'project.stage == "scale"',
        'project.id == "x"',
    ]


def test_implies_shows_the_consequent_first() -> None:
    found = finding('require project.id == "shop" implies project.stage == "scale" else "x"')
    assert [b.condition for b in found.because] == [
        'project.stage == "scale"',
        'project.id == "shop"',
    ]


def test_every_shows_five_elements_and_counts_the_others() -> None:
    found = finding('require every n in [1, 2, 3, 4, 5, 6, 7, 8] satisfies n > 8 else "x"')
    assert len(found.because) == 5
    assert found.because[-1].more == 3


def test_defines_are_looked_into() -> None:
    found = finding(
        'for m in project.milestones\nrequire is_met(m) else "{m.id}"',
        'define is_met(m) = m.status == "met"',
    )
    assert found.message == "M2"
    assert reasons(found) == [
        ('m.status == "met"', [("m.status", "planned", "milestones[id=M2].status")])
    ]


def test_params_and_computed_values_are_told() -> None:
    found = finding('require project.funding.budget <= share * 100 else "x"', "param share = 50%")
    assert reasons(found)[0][1] == [
        ("project.funding.budget", "100", "funding.budget"),
        ("share * 100", "50", None),
        ("share", "0.5", None),
    ]


def test_bindings_are_keyed_paths_or_values() -> None:
    found = finding(
        "for tranche in project.funding.tranches\nfor gate in tranche.gates\n"
        "let milestone = find m in project.milestones where m.id == gate\n"
        'require milestone is present else "{tranche.id} names {gate}"'
    )
    assert found.bindings == (("tranche", "funding.tranches[id=T2]"), ("gate", "M9"))
    assert found.message == "T2 names M9"


OUT_OF_ORDER = "is none of `idea`, `pilot`, `scale`, by whose order it is compared"
UNDECIDED = [
    ("require project.funding.spent > 5 else 'over'", "`funding.spent` is missing; over"),
    (
        "when project.funding.spent > 5\nrequire false else 'over'",
        "`funding.spent` is missing; Title.",
    ),
    (
        "for t in project.funding.tranches where t.status == project.lead.name\n"
        "require false else 'x'",
        "`lead.name` is missing; Title.",
    ),
    ("require 1 / (project.funding.budget - 100) > 1 else 'over'", "a division by zero; over"),
    (
        'let m = find m in project.milestones where m.id == "M7"\n'
        'require m.status == "met" else "x"',
        "`m.status` is missing; x",
    ),
    (
        "require project.funding.budget > first(portfolio).funding.spent else 'x'",
        "`funding.spent` is missing; x",
    ),
    ("require project.stage < project.grade else 'x'", f"`done` {OUT_OF_ORDER}; x"),
    (
        "require first(project.funding.tranches).status > project.stage else 'x'",
        f"`released` {OUT_OF_ORDER}; x",
    ),
    ("require project.stage >= project[\"a b\"] default 7 else 'x'", f"a number {OUT_OF_ORDER}; x"),
]


@pytest.mark.parametrize(("clauses", "said"), UNDECIDED)
def test_undecided_says_what_is_missing(clauses: str, said: str) -> None:
    result = judged(clauses.replace("'", '"'))
    assert result.outcome == "undecided"
    assert {f.message for f in result.findings} == {f"can't be decided: {said}"}


def test_what_is_missing_elsewhere_is_named_with_its_file() -> None:
    found = finding('require project.funding.budget > last(portfolio).funding.spent else "x"')
    assert found.message == "can't be decided: `funding.spent` of other.yaml is missing; x"


def test_an_undecided_require_is_not_told_after_one_that_failed() -> None:
    result = judged(
        'require project.funding.spent is present else "no figure"\n'
        'require project.funding.spent < 5 else "over"'
    )
    assert [f.message for f in result.findings] == ["no figure"]
    assert result.outcome == "violated"


def test_each_violated_require_is_told() -> None:
    result = judged('require project.id == "a" else "one"\nrequire project.id == "b" else "two"')
    assert [(f.message, f.requirement) for f in result.findings] == [("one", 0), ("two", 1)]


def test_a_guard_that_is_undecided_for_one_element_spares_the_others() -> None:
    result = judged(
        'for m in project.milestones where m.met_on < 2026-06-01\nrequire m.id == "x" else "{m.id}"'
    )
    assert [(f.outcome, f.bindings) for f in result.findings] == [
        ("violated", (("m", "milestones[id=M1]"),)),
        ("undecided", (("m", "milestones[id=M2]"),)),
    ]


def test_a_message_that_cannot_be_filled_does_not_lose_the_finding() -> None:
    found = finding('require project.id == "x" else "{project.funding.spent} of {1 / (1 - 1)}"')
    assert found.message == "(missing) of (missing)"


def test_an_empty_list_is_told_as_none_in_a_message() -> None:
    planned = '[t.id for t in project.funding.tranches where t.status == "planned"]'
    found = finding(f'require project.id == "x" else "{{{planned}}}, {{[{planned}, ["x"]]}}"')
    assert found.message == "none, none, x"


def test_a_rule_without_its_kind_is_evaluated_once_and_stands_in_the_rule_file() -> None:
    policy = (
        'policy p governs project "P."\nrule r advisory "R."\n'
        '  require count(portfolio) > 5 else "few"\n'
    )
    collections = {"portfolio": Collection((_project(),))}
    (found,) = evaluated(policy, Subject(None), VOCABULARY, collections)
    (told,) = found.findings
    assert (told.manifest, told.file, told.place.line, told.place.column) == (
        None, "rules.remit", 2, 6,
    )  # fmt: skip


def test_a_budget_of_steps_that_is_spent_leaves_the_rule_undecided() -> None:
    policy = (
        'policy p governs project "P."\nrule r mandatory "R."\n'
        "  require every a in [1, 2, 3, 4, 5] satisfies every b in [1, 2, 3, 4, 5] satisfies\n"
        '          a + b < 99 and project.id is present else "x"'
    )
    (found,) = evaluated(policy, Subject(_project()), VOCABULARY, steps=50)
    assert found.outcome == "undecided"
    assert "more than 50 steps" in found.findings[0].message


def test_explanations_neither_renew_the_budget_of_steps_nor_use_it_up() -> None:
    policy = (
        'policy p governs project "P."\nrule r mandatory "R."\n'
        "  for a in [1, 2, 3, 4, 5, 6, 7, 8, 9]\n"
        '  require a > 9 and project.id is present else "no"'
    )
    (found,) = evaluated(policy, Subject(_project()), VOCABULARY, steps=20)
    *told, last = found.findings
    assert {(each.message, len(each.because)) for each in told} == {("no", 1)}
    assert "more than 20 steps" in last.message
    (found,) = evaluated(policy, Subject(_project()), VOCABULARY, steps=60)
    assert [each.message for each in found.findings] == ["no"] * 9


def _paths(policy: str, text: str) -> list[str]:
    found = evaluated(policy, Subject(manifest(text, SCHEMA)), VOCABULARY)
    return [finding.path for each in found for finding in each.findings]


def test_reordering_a_list_changes_no_path() -> None:
    turned = TEXT.replace(
        "  - id: M1\n    status: met\n    met_on: 2026-05-01\n  - id: M2\n    status: planned\n",
        "  - id: M2\n    status: planned\n  - id: M1\n    status: met\n    met_on: 2026-05-01\n",
    )
    assert turned != TEXT
    policy = (
        'policy p governs project "P."\nrule r mandatory "R."\n  for m in project.milestones\n'
        '  require m.status == "met" else "x"\n'
    )
    for text in (TEXT, turned):
        assert _paths(policy, text) == ["milestones[id=M2].status"]


@pytest.mark.parametrize(
    ("head", "change", "outcome"),
    [
        ("", "no base", "not applicable"),
        ("", "new", "not applicable"),
        ("", "deleted", "not applicable"),
        ("on creation", "new", "undecided"),
        ("on deletion", "deleted", "undecided"),
        ("", "unreadable", "undecided"),
        ("", "kept", "violated"),
    ],
)
def test_baseline(head: str, change: Change, outcome: str) -> None:
    policy = (
        f'policy p governs project "P."\nrule r mandatory "R."\n  {head}\n'
        '  require project.funding.budget <= baseline.funding.budget else "x"\n'
    )
    here = None if change == "deleted" else _project()
    base = BASE if change in ("kept", "deleted") else None
    subject = Subject(here, base, change)
    (found,) = evaluated(policy, subject, VOCABULARY)
    assert found.outcome == outcome
    assert all(f.deleted == (change == "deleted") for f in found.findings)


def test_what_was_told_of_a_manifest_is_let_go_without_a_search_for_garbage() -> None:
    def documents() -> int:
        return sum(isinstance(each, Document) for each in gc.get_objects())

    gc.freeze()  # what is there now isn't gone through again and again
    gc.disable()
    try:
        for single, *_ in PLACES:
            clauses = single.replace("'", '"')
            policy = f'policy p governs project "P."\nrule r mandatory "R."\n{clauses}\n'
            project = manifest(TEXT, SCHEMA, quickly=True)
            assert project.plain is not None
            evaluated(policy, Subject(project, BASE, "kept"), VOCABULARY)
            project.document.release()
            del project
            assert documents() == 0, (documents(), clauses)
    finally:
        gc.enable()
