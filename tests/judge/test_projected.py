"""Rules say the same of manifests and of what their footprints leave of these, on generated worlds.

`REMIT_EXAMPLES` in the environment says how many are tried of each.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.judge.both import Case, most_steps, ruling
from tests.judge.evaluating import checked, manifest, schema, vocabulary_of
from tests.judge.test_properties import FEWER
from tests.judge.worlds import case

from remit.evaluation.world import Collection, Manifest
from remit.manifest.document import Document
from remit.manifest.late import late
from remit.manifest.limits import Limits
from remit.manifest.projection import (
    Footprint,
    NotProjectedError,
    footprint_of,
    plain_of,
    projected,
    restored,
)
from remit.manifest.reader import laid_out, strictly
from remit.manifest.types import Type, Vocabulary
from remit.semantics.footprints import footprints

SEEDS = st.integers(0, 2**48)


def read_by(text: str, vocabulary: Vocabulary) -> dict[str, Footprint]:
    """Gives what the rules of a policy read of the manifests of each kind."""
    policy = checked(text, vocabulary)
    found = {kind: Footprint() for kind in vocabulary.kinds}
    for rule in policy.rules:
        read = footprints(rule, policy, {policy.name: policy})
        for kind in vocabulary.kinds.values():
            own = found[kind.name]
            for name in (kind.name, "baseline") if kind.name == policy.kind else ():
                own.add(read.get(name, Footprint()))
            members = read.get(kind.plural, Footprint())
            own.add(members.items or Footprint())
            own.add(Footprint(whole=members.whole))
    return {kind: footprint_of(footprint.told()) for kind, footprint in found.items()}


def left(one: Manifest, type_: Type, footprint: Footprint) -> Manifest:
    """Gives what is left of a manifest; itself where something in it is unknown."""
    document, filled, plain = one.document, one.document.filled, one.plain
    try:
        if plain is None:
            filled = noted = set[tuple[int, str]]()
            plain = plain_of(one.value, noted)
        projection = projected(plain, filled, type_, footprint)
    except NotProjectedError:
        return one
    quickly = document.raw is not None
    data, filled, counted = restored(projection)
    made = Document(
        document.source, 0, strictly(Limits()), data, filled, laid_out if quickly else None,
        counted=counted,
    )  # fmt: skip
    return replace(one, document=made, value=late(made, data, type_), plain=data)


def projections(case: Case) -> Case:
    """Gives a case in which each manifest is what the rules read of it."""
    kinds, prints = case.vocabulary.kinds, read_by(case.text, case.vocabulary)
    known: dict[int, Manifest] = {}

    def projection(one: Manifest | None) -> Manifest | None:
        if one is not None and id(one) not in known:
            known[id(one)] = left(one, kinds[one.kind].type, prints[one.kind])
        return known[id(one)] if one is not None else None

    def collection(whole: Collection) -> Collection:
        members = [found for member in whole.members if (found := projection(member))]
        return replace(whole, members=tuple(members))

    subject = case.subject
    return replace(
        case,
        subject=replace(
            subject, manifest=projection(subject.manifest), baseline=projection(subject.baseline)
        ),
        collections={name: collection(each) for name, each in case.collections.items()},
    )


def agree(whole: Case) -> Case:
    """Asserts that rules say the same of manifests and of what is left of them."""
    policy, part = checked(whole.text, whole.vocabulary), projections(whole)
    for by in ("interpreted", "compiled"):
        found = [ruling(each, policy, by).evaluations for each in (whole, part)]
        assert found[0] == found[1], whole.text
    return part


@given(SEEDS)
@FEWER
def test_rules_about_all_that_there_is(seed: int) -> None:
    found = case(seed)
    assume(found is not None)
    assert found is not None
    agree(found)


@given(SEEDS)
@FEWER
def test_what_takes_a_step_too_many_is_undecided_for_both(seed: int) -> None:
    found = case(seed)
    assume(found is not None)
    assert found is not None
    most = most_steps(replace(found, steps=1_000_000))
    for steps in (most, most - 1, most // 2):
        agree(replace(found, steps=max(steps, 1)))


# -- what is left -------------------------------------------------------------------------------

SCHEMA = """
type: object
properties:
  id: {type: string}
  name: {type: string}
  budget: {type: number}
  owner:
    type: object
    properties: {name: {type: string}, unit: {type: string}, since: {type: string, format: date}}
  steps:
    type: array
    x-remit-key: code
    items:
      type: object
      properties:
        code: {type: string}
        id: {type: string}
        done: {type: boolean}
        cost: {type: number, default: 1}
        notes: {type: array, items: {type: string}}
  tags: {type: array, items: {type: string}}
  limits: {type: object, additionalProperties: {type: number}}
"""
WHOLE = {
    "id": "a",
    "name": "A",
    "budget": 1.25,
    "owner": {"name": "mara", "unit": "till", "since": "2026-01-31"},
    "steps": [{"code": "x", "id": "1", "done": True, "notes": ["n"]}, {"code": "y", "cost": 2}],
    "tags": ["t"],
    "limits": {"p": 1},
}
STEPS = [{"code": "x"}, {"code": "y"}]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("every p in portfolio satisfies p.name == project.id", {"name": "A", "id": "a"}),
        ("count(portfolio) > 1", {}),
        ("count(p in portfolio where p.owner.name == \"mara\") > 1", {"owner": {"name": "mara"}}),
        ("[p for p in portfolio where p.id != \"b\"] is not empty", {"id": "a"}),
        ("sum(count(p.steps) for p in portfolio) > 1", {"steps": STEPS}),
        ("every p in portfolio satisfies p.steps is not empty", {"steps": STEPS}),
        ("every p in portfolio satisfies p.owner is present", {"owner": WHOLE["owner"]}),
        ("every p in portfolio satisfies p.tags is present", {"tags": ["t"]}),
        ("every p in portfolio satisfies p.limits[p.name] default 0 < 1",
         {"name": "A", "limits": {"p": 1}}),
        ("every p in portfolio satisfies some s in p.steps satisfies s.cost == 1",
         {"steps": [{"code": "x", "cost": 1}, {"code": "y", "cost": 2}]}),
        ("every p in portfolio satisfies last(p.steps).done default true",
         {"steps": [{"code": "x", "done": True}, {"code": "y"}]}),
        ("every p in portfolio satisfies p == project", None),
        ("count(distinct(portfolio)) == 1", None),
        ("first(portfolio) is present", {}),
        ("(find p in portfolio where p.id == \"b\") is absent", {"id": "a"}),
        ("first(portfolio) is not empty", None),
        ("pairs(sort(p in portfolio by p.budget)) is empty", None),
        ("path_of(first(portfolio)) == path_of(project)", {}),
        ("(find p in portfolio where p.id == \"a\").name == \"A\"", {"id": "a", "name": "A"}),
        ("first([s for p in portfolio for s in p.steps]).code == \"x\"", {"steps": STEPS}),
        ("portfolio[0].owner.since < today", {"owner": {"since": "2026-01-31"}}),
        ("costly(portfolio) is empty", {"name": "A", "budget": 1.25}),
        ("newest.name == \"A\"", {"name": "A", "budget": 1.25}),
        ("of_size(first(portfolio)) == \"x\"", None),
    ],
)  # fmt: skip
def test_what_is_left_of_a_manifest(condition: str, expected: object) -> None:
    text = f"""policy p governs project "P."
define costly(all) = [p.name for p in all where p.budget > 1]
define newest = last(sort(p in portfolio by p.budget))
table of_size(x) -> size
  | is present -> "x"
  | - -> "y"
rule r mandatory "R."
  require {condition} else "no"
"""
    type_ = schema(SCHEMA).type
    vocabulary = vocabulary_of(project=type_)
    footprint = read_by(text, vocabulary)["project"]
    for quickly in (True, False):
        whole = manifest(json.dumps(WHOLE), SCHEMA, quickly=quickly)
        part = left(whole, type_, footprint)
        assert _bare(part) == _bare(whole if expected is None else _of(expected))


def test_what_only_is_told_is_left() -> None:
    text = """policy p governs project "P."
rule r mandatory "R."
  for p in portfolio where p.id is present
  require count(p.steps) > 9
    else "{p.owner.unit} has no steps"
    at project.tags
    hint "Ask {p.name}."
"""
    vocabulary = vocabulary_of(project=schema(SCHEMA).type)
    read = read_by(text, vocabulary)["project"]
    assert read.fields.keys() == {"id", "steps", "owner", "tags", "name"}
    assert read.fields["owner"].fields["unit"].whole
    assert not read.fields["tags"].whole


def _of(plain: Mapping[str, object]) -> Manifest:
    return manifest(json.dumps(plain), SCHEMA.replace(", default: 1", ""))


def _bare(one: Manifest) -> object:
    """Gives the plain data of a manifest's values, in any order."""
    return plain_of(one.value, set())
