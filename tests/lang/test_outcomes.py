"""What types, enums and bounds tell of a condition before any manifest is read."""

from __future__ import annotations

import json
import os

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.judge.evaluating import TODAY, checked, manifest, schema, vocabulary_of
from tests.judge.programs import Shape, expressions, projects, records, schema_text

from remit.evaluation.interpreter import truth
from remit.evaluation.run import Frame, Run
from remit.evaluation.world import Subject, World
from remit.manifest.reader import read
from remit.manifest.validation import admit
from remit.manifest.values import Unknown
from remit.semantics.assumptions import assuming
from remit.semantics.estimates import letting
from remit.semantics.knowledge import Knowledge, known_of
from remit.semantics.outcomes import possible
from remit.syntax import tree
from remit.text.source import Source

SCHEMA = """
$schema: https://json-schema.org/draft/2020-12/schema
title: Project
type: object
required: [id, stage, budget, closed, opened]
properties:
  id: {type: string}
  stage: {type: string, enum: [idea, pilot, scale], x-remit-ordered: true}
  before: {type: string, enum: [idea, pilot], x-remit-ordered: true}
  side: {type: string, enum: [digital, conventional], default: digital}
  budget: {type: number, minimum: 0}
  share: {type: number, minimum: 0, maximum: 1}
  closed: {type: boolean}
  opened: {type: string, format: date}
  lead: {type: object, required: [name], properties: {name: {type: string}}}
  tags: {type: array, items: {type: string, enum: [a, b]}}
  parts:
    type: array
    default: []
    items:
      type: object
      required: [id]
      properties: {id: {type: string}, weight: {type: number, minimum: 0}}
"""
DEFINES = """
param limit = 3
define is_late(p) = p.stage == "scale"
define dear = project.budget > 5
table partly(stage) -> votes
  | "idea"           -> 1
table both(stage) -> votes, name
  | "idea"           -> 1, "small"
  | "pilot", "scale" -> 2, "large"
table votes(stage) -> votes
  | "idea"           -> 1
  | "pilot", "scale" -> 2
"""


def requires(text: str, schema_text: str) -> tuple[list[tree.Expression], Knowledge]:
    """Gives the conditions of the rule of a policy, and what is known where it begins."""
    vocabulary = vocabulary_of(project=schema(schema_text).type)
    policy = checked(text, vocabulary)
    clauses = policy.rules[0].rule.clauses
    found = [clause.condition for clause in clauses if isinstance(clause, tree.Require)]
    return found, known_of(policy, {policy.name: policy}, vocabulary)


def written(*conditions: str) -> str:
    head = f'policy p governs project "P."\n{DEFINES}\nrule r mandatory "R."\n'
    return head + "".join(f'  require {condition} else "no"\n' for condition in conditions)


def told(outcomes: frozenset[bool | None]) -> str:
    return "".join(
        letter for letter, each in zip("TFU", (True, False, None), strict=True) if each in outcomes
    )


P = "project."
POSSIBLE = [
    # presence
    (f"{P}id is present", "T"),
    (f"{P}before is present", "TF"),
    (f"{P}side is absent", "F"),
    (f"{P}id is empty", "TF"),
    (f"{P}stage is empty", "F"),
    (f"{P}lead.name is present", "TF"),
    (f"{P}lead is present implies {P}lead.name is present", "T"),
    # enums
    (f'{P}stage == "idea"', "TF"),
    (f'{P}before == "idea"', "TFU"),
    (f'{P}stage in ["idea", "pilot", "scale"]', "T"),
    (f'{P}stage not in ["idea", "pilot", "scale"]', "F"),
    (f'{P}stage in ["idea", "pilot"]', "TF"),
    (f'{P}stage >= "idea"', "T"),
    (f'{P}stage > "scale"', "F"),
    (f'{P}stage < "pilot" or {P}stage >= "pilot"', "T"),
    (f'{P}stage == "idea" and {P}stage == "pilot"', "F"),
    (f'{P}stage != "idea" and {P}stage != "pilot" implies {P}stage == "scale"', "T"),
    (f'{P}before == "pilot" implies {P}stage == {P}before', "TFU"),
    (f'some t in {P}tags default [] satisfies t == "a"', "TF"),
    (f'some t in {P}tags satisfies t == "a"', "TFU"),
    (f'every t in {P}tags default [] satisfies t in ["a", "b"]', "T"),
    (f'no t in {P}tags default [] satisfies t in ["a", "b"]', "TF"),
    # numbers
    (f"{P}budget >= 0", "T"),
    (f"{P}budget < 0", "F"),
    (f"{P}budget > 0", "TF"),
    (f"{P}budget + 1 > 0", "T"),
    (f"-{P}budget <= 0", "T"),
    (f"{P}share <= 1", "TU"),
    (f"{P}share default 0 <= 1", "T"),
    (f"{P}share > 1", "FU"),
    (f"{P}budget > 10 implies {P}budget > 5", "T"),
    (f"{P}budget > 10 and {P}budget < 10", "F"),
    (f"{P}budget > 10 and {P}budget <= 10", "F"),
    (f"{P}budget >= 10 and {P}budget <= 10", "TF"),
    (f"{P}budget / 2 >= 0", "TF"),
    (f"2 / {P}budget >= 0", "TFU"),
    (f"{P}budget > 0 implies 2 / {P}budget >= 0", "TF"),
    (f"count({P}tags default []) >= 0", "T"),
    (f"length({P}id) < 0", "F"),
    ("1 < 2", "T"),
    ("limit == 3", "TF"),
    # dates
    (f"{P}opened > 2026-01-31 implies {P}opened > 2026-01-01", "T"),
    ("2026-01-01 < today", "TF"),
    # how two values stand to each other
    (f"{P}budget == {P}budget", "T"),
    (f"{P}share < {P}share", "FU"),
    (f"{P}budget + 1 <= {P}budget + 1", "T"),
    (f"{P}opened < today or {P}opened >= today", "T"),
    (f"{P}opened > today and today > {P}opened", "F"),
    (f"{P}opened <= today and {P}opened >= today implies {P}opened == today", "T"),
    (f"{P}opened != today implies {P}opened < today", "TF"),
    (f"some p in {P}parts satisfies p.id == {P}id and p.id != {P}id", "F"),
    (f"{P}parts[0].id == {P}id implies (every p in {P}parts satisfies p.id == {P}id)", "TFU"),
    # booleans and defines
    (f"{P}closed", "TF"),
    (f"{P}closed or not {P}closed", "T"),
    (f"is_late({P[:-1]}) implies {P}stage == \"scale\"", "T"),
    (f'is_late({P[:-1]}) and {P}stage == "idea"', "F"),
    (f"dear implies {P}budget > 4", "T"),
    (f"votes({P}stage) > 0", "T"),
    (f"votes({P}stage) > 2", "F"),
    (f"partly({P}before) > 0", "TU"),
    (f"partly({P}stage) > 0", "TU"),
    (f"both({P}stage).name == \"small\"", "TF"),
    # lists and tables
    (f"{P}parts is empty or first({P}parts).id == {P}id", "TF"),
    (f"first({P}parts).id == {P}id", "TFU"),
    (f"sum(p.weight for p in {P}parts) >= 0", "TU"),
    (f"sum(p.weight default 0 for p in {P}parts) >= 0", "T"),
    (f"sum(p.weight for p in {P}parts where p.weight is present) < 0", "F"),
    (f"min(p.weight for p in {P}parts) >= 0", "TU"),
    (f"some p in {P}parts satisfies p.weight > 1", "TFU"),
    (f"some p in {P}parts satisfies p.weight is present and p.weight > 1", "TF"),
    (f'(find p in {P}parts where p.id == "a").weight is present', "TF"),
    (f'(find p in {P}parts where p.id == "a").weight >= 0', "TU"),
    (f"every p in sort(p in {P}parts by p.weight) satisfies p.id != {P}id", "TFU"),
    (f"every s in pairs({P}parts) satisfies s.before.id != s.after.id", "TF"),
    (f"every i in distinct(p.id for p in {P}parts) satisfies i != {P}id", "TF"),
    ('every k in keys({"a": 1, "b": 2}) satisfies k in ["a", "b"]', "T"),
    (f'{{"idea": 1, "pilot": 2}}[{P}before] == 1', "TFU"),
    (f'{{"idea": 1, "pilot": 2, "scale": 3}}[{P}stage] > 0', "T"),
    (f'{{"idea": 1, "pilot": 2}}[{P}stage] > 0', "TU"),
    (f"{P}id in [p.id for p in {P}parts]", "TF"),
    (f'some k in ["name", "name"] satisfies {P}lead[k] == "x"', "TFU"),
    (f'{P}lead is present implies (some k in ["name"] satisfies {P}lead[k] == "x")', "TF"),
    (f"some t in {P}tags default [] satisfies t == last({P}tags)", "TF"),
    (f'{P}before default "idea" == "idea" or {P}before == "pilot"', "T"),
    (f'{P}before default "idea" == "idea" or {P}stage == {P}before', "TF"),
    (f"{P}budget in [p.weight for p in {P}parts]", "TFU"),
    (f"days(today - {P}opened) < 0", "TF"),
    # what is undecided once is asked without what it would have told
    (f'{P}before == "idea" and {P}before == "idea"', "TFU"),
    (f"{P}lead is absent or {P}lead.name != \"\"", "TF"),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "wanted"), POSSIBLE, ids=[c for c, _ in POSSIBLE])
def test_the_outcomes_that_a_condition_can_have(condition: str, wanted: str) -> None:
    (found,), known = requires(written(condition), SCHEMA)
    assert told(possible(found, known)) == wanted


FOUND = 'let m = find p in project.parts where p.id == "a"'
LETS = [
    (f"{FOUND} when m is present", "m.id != project.id", "TF"),
    (FOUND, "m is absent or m.id != project.id", "TF"),
    (FOUND, "m.id != project.id", "TFU"),
    ('let late = project.stage == "scale" when late', 'project.stage == "idea"', "F"),
    ("let far = project.lead is absent", "far or project.lead.name != project.id", "TF"),
    ("let l = project.lead when l.name is not empty", "project.lead is present", "T"),
    ("let xs = [p for p in project.parts where p.weight is present]", "xs[0].weight < 0", "FU"),
    ("let opening = first(project.parts)", "opening.weight is present", "TF"),
    ("let opening = first(project.parts)", "opening.id == project.id", "TFU"),
    (
        "let opening = first(project.parts)",
        "every p in project.parts satisfies p.id == opening.id",
        "TF",
    ),
    ("let w = project.parts[0].weight", "w is absent or project.parts[0].weight >= 0", "T"),
]  # fmt: skip


@pytest.mark.parametrize(("clauses", "condition", "wanted"), LETS)
def test_what_lets_tell(clauses: str, condition: str, wanted: str) -> None:
    rule = f'rule r mandatory "R." {clauses} require {condition} else "x"'
    text = f'policy p governs project "P."\n{rule}'
    vocabulary = vocabulary_of(project=schema(SCHEMA).type)
    policy = checked(text, vocabulary)
    known = known_of(policy, {policy.name: policy}, vocabulary)
    for clause in policy.rules[0].rule.clauses:
        match clause:
            case tree.Let(name, value):
                known = letting(name.text, value, known)
            case tree.When(guard):
                known = assuming(guard, known)
            case tree.Require(found):
                assert told(possible(found, known)) == wanted
            case tree.For():
                raise AssertionError


@pytest.mark.parametrize(
    ("guard", "condition", "wanted"),
    [
        (f"{P}lead is present", f"{P}lead is present", "T"),
        (f'{P}lead.name == "mara"', f"{P}lead is present", "T"),
        (f"{P}before is absent", f'{P}before == "idea"', "U"),
        (f'{P}stage in ["idea", "pilot"]', f'{P}stage == "scale"', "F"),
        (f'not ({P}stage == "idea" or {P}stage == "pilot")', f'{P}stage == "scale"', "T"),
        (f"{P}closed", f"{P}closed", "T"),
        (f"not {P}closed", f"{P}closed", "F"),
        ("dear", f"{P}budget <= 5", "F"),
        (f"10 <= {P}budget", f"{P}budget == 3", "F"),
        (f"count({P}parts) > 0", f"first({P}parts) is present", "T"),
        (f"1 <= count({P}parts)", f"first({P}parts) is present", "T"),
        (f"count({P}parts) != 0", f"first({P}parts) is present", "T"),
        (f"count({P}parts) == 2", f"first({P}parts) is present", "T"),
        (f"count({P}parts) >= 0", f"first({P}parts) is present", "TF"),
        (f"count({P}parts) > -1", f"first({P}parts) is present", "TF"),
        (f"count({P}parts) > {P}share - 1", f"first({P}parts) is present", "TF"),
        (f"count({P}parts) < 5", f"first({P}parts) is present", "TF"),
        (f"count({P}parts) != 2", f"first({P}parts) is present", "TF"),
        (f'count(p in {P}parts where p.id == "a") > 0', f"first({P}parts) is present", "T"),
        (f"{P}opened >= today", f"{P}opened < today", "F"),
        (f"not {P}opened >= today", f"today > {P}opened", "T"),
        (f"is_late({P[:-1]}) or {P}opened > today", f"{P}opened < today", "TF"),
    ],
)
def test_what_a_guard_tells(guard: str, condition: str, wanted: str) -> None:
    (given_, found), known = requires(written(guard, condition), SCHEMA)
    assert told(possible(found, assuming(given_, known))) == wanted


EXAMPLES = settings(
    max_examples=int(os.environ.get("REMIT_EXAMPLES", "60")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Shape, str, str, object]:
    """Draws a schema, a guard, a condition and a manifest."""
    shape = draw(records())
    drawn = expressions("boolean", {"project": shape}, 3)
    return shape, draw(drawn), draw(drawn), draw(projects(shape))


def holed(schema: object) -> object:
    """Gives a schema whose lists may hold null."""
    if not isinstance(schema, dict):
        return schema
    inner = {key: holed(value) for key, value in schema.items()}
    if isinstance(inner.get("items"), dict):
        inner["items"] = {**inner["items"], "type": [inner["items"]["type"], "null"]}
        if "enum" in inner["items"]:
            inner["items"]["enum"] = [*inner["items"]["enum"], None]
    return inner


@given(cases(), st.booleans(), st.booleans())
@EXAMPLES
def test_no_outcome_is_one_that_is_not_possible(
    case: tuple[Shape, str, str, object], demanded: bool, holes: bool
) -> None:
    """Also where fields are required, lists hold null, and a guard has held before."""
    shape, guard, condition, document = case
    text = schema_text(shape)
    if holes:
        text = json.dumps(holed(json.loads(text)))
    if demanded:
        text = json.dumps({**json.loads(text), "required": [name for name, _ in shape.fields]})
    read_ = read(Source("project.yaml", json.dumps(document)))
    assume(not admit(read_.documents[0], schema(text)).errors)
    head = 'policy p governs project "P."\nrule r mandatory "R."\n'
    policy = f'{head}  require {guard} else "x"\n  require {condition} else "x"'
    (before, after), known = requires(policy, text)
    frame = frame_of(policy, text, document)
    outcome = truth(before, frame)
    plain = None if isinstance(outcome, Unknown) else outcome
    assert plain in possible(before, known)
    then = truth(after, frame)
    seen = None if isinstance(then, Unknown) else then
    assert seen in possible(after, known)
    if plain is not None:
        assert seen in possible(after, assuming(before, known, holds=plain))


def frame_of(policy: str, schema_text: str, document: object) -> Frame:
    vocabulary = vocabulary_of(project=schema(schema_text).type)
    found = checked(policy, vocabulary)
    subject = Subject(manifest(json.dumps(document), schema_text))
    run = Run(found.rules[0], found, {found.name: found}, subject, World(TODAY), 100_000, 0)
    return Frame(run, found)
