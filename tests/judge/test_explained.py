"""Explanations that are compiled say what the interpreter says of what fails, to the letter.

`REMIT_EXAMPLES` in the environment says how many are tried of each.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.judge.both import Case, agree, most_steps, most_told, ruling, told_steps
from tests.judge.evaluating import checked, manifest, schema, vocabulary_of
from tests.judge.failing import case
from tests.judge.test_properties import FEWER, SETTINGS

from remit.evaluation.compiler.explanation import Explanation
from remit.evaluation.compiler.loading import most_steps as most_steps_of
from remit.evaluation.compiler.shelf import Shelf
from remit.evaluation.compiler.telling import Told
from remit.evaluation.explained import Explainer
from remit.evaluation.finding import Evaluation
from remit.evaluation.told import EXPLAINING
from remit.evaluation.world import Subject
from remit.governance.law import enact
from remit.manifest.measured import Measured, both
from remit.workspace.gathering import Order, gather_rules

ROOT = Path(__file__).parents[2]
SEEDS = st.integers(0, 2**48)


@given(SEEDS)
@FEWER
def test_what_takes_a_step_too_many_is_not_explained_either_way(seed: int) -> None:
    found = case(seed)
    if found is None:
        return
    for most in {most_steps(found), most_told(found)}:
        for steps in (most, most - 1, most // 2):
            agree(replace(found, steps=max(steps, 1)))


@given(SEEDS)
@SETTINGS
def test_what_fails_is_explained_alike_and_in_no_more_steps_than_are_said(seed: int) -> None:
    found = case(seed, 10_000_000)
    if found is None:
        return
    agree(found)
    said: dict[str, int] = {}

    def noting(self: Explainer, raw: list[Told], size: Measured, counts: Sequence[int]) -> bool:
        steps = most_steps_of(self.loaded, both(self.around, size), counts)
        said[self.rule.id] = sum(steps[each[0]] for each in raw)
        return bool(counts)  # roughly it is too much, so that elements are counted

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Explainer, "_may", noting)
        ruling(found, checked(found.text, found.vocabulary), "compiled")
    taken = told_steps(found)
    assert all(taken[rule] <= steps for rule, steps in said.items())


def test_most_of_what_fails_for_sure_is_explained_without_the_interpreter() -> None:
    failed, explained = 0, 0
    for seed in range(25):
        found = case(seed, 10_000_000)
        if found is None or not found.subject.manifest or not found.subject.manifest.is_plain:
            continue
        policy = checked(found.text, found.vocabulary)
        ruled = ruling(found, policy, "compiled")
        sure = [each.rule for each in ruled.evaluations if _is_sure(each)]
        failed += len(sure)
        explained += sum(rule not in ruled.asked for rule in sure)
    assert failed > 20
    assert explained > failed * 0.4


def _is_sure(said: Evaluation) -> bool:
    return bool(said.findings) and all(each.outcome == "violated" for each in said.findings)


# -- forms --------------------------------------------------------------------------------------

SCHEMA = """
type: object
properties:
  id: {type: string}
  filled: {type: string, default: none}
  text: {type: string}
  budget: {type: number}
  start: {type: string, format: date}
  end: {type: string, format: date}
  stage: {type: string, enum: [idea, pilot, scale], x-remit-ordered: true}
  names: {type: array, items: {type: string}}
  grid: {type: array, items: {type: array, items: {type: integer}}}
  open: {}
  odd-key: {type: string}
  of: {type: object, additionalProperties: {type: integer}}
  many: {type: array, items: {type: integer}}
  extras:
    type: array
    default: [{id: e1}, {id: e2}]
    items: {type: object, properties: {id: {type: string}}}
  parts:
    type: array
    x-remit-key: code
    items:
      type: object
      required: [code]
      properties:
        code: {type: string}
        size: {type: integer}
        day: {type: string, format: date}
        filled: {type: integer, default: 3}
        marks: {type: array, items: {type: string}, default: [x, y]}
        owner: {type: object, properties: {name: {type: string}}}
"""
MANIFEST = """
id: one
budget: 12.50
start: 2026-01-31
end: 2026-03-01
stage: pilot
names: [b, a, b]
grid:
  - [1, 2]
  - [3]
open:
  a: {b: c}
odd-key: seven
many: [1, 2, 3, 4, 5, 6, 7, 8]
of: {x: 1, y: 2}
parts:
  - code: p
    size: 1
    day: 2026-02-01
    owner: {name: mara}
  - code: q
    size: 2
    marks: [m]
  - code: q
    size: 7
  - code: a b
"""
FORMS = [
    'require project.budget > 100 else "{project.budget} of {project.text}" hint "{project.of}"',
    'require project.text is present and project.budget > 1 else "no"',
    'require not (project.budget > 1 and project.names is not empty) else "no"',
    'require project.budget < 1 or project.stage == "idea" else "no"',
    'require project.budget > 1 implies project.filled != "none" else "no"',
    'require not (project.budget < 1 implies project.stage == "idea") else "{project.stage}"',
    'require project.end - project.start < 20 days else "{project.end - project.start}"',
    'require project.start + 1 month > today else "{project.start + 3 months}" at project.end',
    'require every p in project.parts satisfies (p.size default 9) < 2 else "no"',
    'require no p in project.parts satisfies p.filled == 3 else "no"',
    'require some p in project.parts satisfies p.filled == 4 else "no"',
    'require every g in project.grid satisfies every n in g satisfies n > 2 else "{project.grid}"',
    'require no n in project.names satisfies n == "b" else "{project.names}"',
    'require every n in ["x", "y"] satisfies n in project.names else "no"',
    'require every n in [project.id, project.filled] satisfies n == "z" else "no"',
    'require count(project.parts) < 2 and sum(p.filled for p in project.parts) < 2 else "no"',
    'require duplicates(project.names) is empty else "{duplicates(project.names)}"',
    'require first(project.parts).size == last(project.parts).filled else "no"',
    'require (find p in project.parts where p.code == "p").size == 5 else "no"',
    'require (find p in project.parts where p.code == "z") is present else "no"',
    'require project.open["a"]["b"] == "d" else "{project.open}"',
    'require project["odd-key"] == "x" else "{project["odd-key"]}" at project.of["z"]',
    'require project.parts[0].owner.name == "lin" and project.parts[3].owner is present else "no"',
    'require (project.text default project.id) == "two" else "no"',
    'require (project.parts[3].size default 7) < 7 else "no"',
    'require is_large(project.budget, limit) else "{limit}"',
    'require known else "no"',
    'require lower(project.id) == "x" or length(project.names) == 1 or -project.budget > 1'
    ' else "no"',
    'require project.budget / 7 < 1 else "{project.budget / 7} {round(project.budget / 7, 2)}"',
    'require version("1.2") > version("1.10") or project.id == "z" else "no"',
    'require file_exists(project.id) or path_of(project) == "" else "{path_of(project)}"',
    'for p in project.parts require (p.size default 9) < 2 else "{p} {p.day}"',
    'for p in project.parts for m in p.marks require m == "z" else "{m} of {p.code}" at p.owner',
    'for p in project.parts where p.code == "q" require p.size < 2 else "a" require false else "b"',
    'for n in project.names require n == "z" else "{n}"',
    'for g in project.grid require g is empty else "{g}"',
    'for n in ["x", "y"] require n in project.names else "{n}"',
    'for n in [project.id, project.names[0], project.parts[0].code] require n == "z" else "{n}"',
    'for p in [q for q in project.parts where q.size is present] require p.size < 2 else "no"',
    'for p in sort(q in project.parts by q.filled descending) require p.filled < 2 else "no"',
    'let codes = [p.code for p in project.parts] require "z" in codes else "{codes}"',
    'let few = project.budget < 2 and project.id == "one" require few else "{few}"',
    'let p = find q in project.parts where q.size > 1 require p.size == 0 else "{p}" at p.size',
    'for p in project.parts let s = p.size default 0 when s > 1 require s < 2 else "{s}"',
    'require every n in project.many satisfies n > 7 else "no"',
    'require not (some n in project.many satisfies n > 0 and n < 9) else "no"',
    'let t = project.text default project.id require t == "two" else "{t}"',
    'let t = project.id default project.text require t == "two" else "{t}" at t',
    'require false else "no" at (project.text default project.stage)',
    'for p in project.parts for m in p.marks require false else "{m}"',
    'for e in project.extras require e.id == "z" else "{e}"',
    'require project.budget * 2 == project.budget * 2 + 1 else "no"',
    'require project.budget < 1 or project.budget * 2 < 1 or (project.budget < 1) else "no"',
    'require not project.start in [2026-01-31] else "no" hint "{project.stage} {30 days} {1 year}"',
]  # fmt: skip
POLICY = """policy p governs project "P."
param limit = 20 "L."
define is_large(n, m) = n > m and not (n == 0)
define known = project.text is present or project.id == "two"
rule r mandatory "R."
"""


@pytest.mark.parametrize("form", FORMS)
def test_each_form_of_a_failure_is_explained_without_the_interpreter(form: str) -> None:
    vocabulary = vocabulary_of(project=schema(SCHEMA).type)
    project = manifest(MANIFEST, SCHEMA, quickly=True)
    found = Case(f"{POLICY}  {form}\n", vocabulary, Subject(project))
    ruled = agree(found)
    assert [each.outcome for each in ruled.evaluations] == ["violated"]
    assert ruled.interpreted == 0
    for steps in (most_told(found), most_told(found) - 1):
        agree(replace(found, steps=max(steps, 1)))


LEFT = [
    'require max(p.size default 0 for p in project.parts) < 2 else "no"',
    'require cap(project.stage) < 1 else "no"',
    'for n in distinct(project.names) require n == "z" else "{n}"',
    'require every q in pairs(project.names) satisfies q.before == q.after else "no"',
    'require project.budget > 99 and project.text == "" else "no"'
    ' require project.text == "" else "no"',
    'for p in project.parts require p.size < 2 else "{p.code}"',
]


@pytest.mark.parametrize("form", LEFT)
def test_what_only_the_interpreter_can_explain_is_left_to_it(form: str) -> None:
    table = 'table cap(stage) -> cap\n  | "pilot" -> 50\n  | - -> 20\n'
    vocabulary = vocabulary_of(project=schema(SCHEMA).type)
    project = manifest(MANIFEST, SCHEMA, quickly=True)
    text = POLICY.replace("rule r", f"{table}rule r")
    assert agree(Case(f"{text}  {form}\n", vocabulary, Subject(project))).interpreted == 1


def test_more_failures_than_there_are_steps_to_explain_are_left_to_the_interpreter() -> None:
    vocabulary = vocabulary_of(project=schema(SCHEMA).type)
    text = (
        f'{POLICY}  for n in project.names require no m in project.names satisfies m == n else "no"'
    )
    few, many = (
        manifest("names: [" + ", ".join(f"n{at}" for at in range(count)) + "]\n", SCHEMA)
        for count in (5, 300)
    )
    few, many = (manifest(m.document.source.text, SCHEMA, quickly=True) for m in (few, many))
    assert agree(Case(text, vocabulary, Subject(few))).interpreted == 0
    found = agree(Case(text, vocabulary, Subject(many), steps=EXPLAINING))
    assert found.interpreted == 1


def test_the_rules_of_the_benchmark_and_most_of_the_standard_ones_are_explained() -> None:
    vocabulary = vocabulary_of(
        "initiatives",
        initiative=schema((ROOT / "benchmarks/initiative.schema.yaml").read_text()).type,
    )
    policy = checked((ROOT / "benchmarks/governance.remit").read_text(), vocabulary)
    shelf = Shelf({policy.name: policy}, vocabulary)
    assert all(isinstance(shelf.explanation(rule, policy), Explanation) for rule in policy.rules)
    inputs, said = gather_rules(Order(str(ROOT), date(2026, 11, 23), policies=("rules",)))
    assert inputs is not None, said
    law, _ = enact(inputs)
    assert law is not None
    found = [
        law.compiled.explanation(rule, policy)
        for policy in law.policies.values()
        for rule in policy.rules
        if rule.names <= {policy.kind, "today", "files"} and not rule.once
    ]
    compiled = [each for each in found if isinstance(each, Explanation)]
    assert len(found) >= 66
    assert len(compiled) >= 43
