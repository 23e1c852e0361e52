"""What programs say of the interpreter's steps is never too little, and not so much that manifests
of some hundred lines were left to it."""

from __future__ import annotations

import json

import pytest
from hypothesis import assume, given
from msgspec.structs import replace
from tests.judge.both import Case, agree, most_steps, ruling, steps_taken
from tests.judge.evaluating import checked, manifest, schema, vocabulary_of
from tests.judge.test_compiled import SEEDS, cases
from tests.judge.test_properties import SETTINGS
from tests.judge.worlds import case

from remit.evaluation import courts
from remit.evaluation.compiler.extents import counted
from remit.evaluation.compiler.loading import most_steps as most_steps_of
from remit.evaluation.sessions import Closely, Session
from remit.evaluation.world import Subject
from remit.manifest.measured import Measured, both


@given(cases())
@SETTINGS
def test_the_interpreter_never_takes_more_steps_about_a_manifest_than_a_program_says(
    case: Case,
) -> None:
    said, taken = steps_said(case), steps_taken(case)
    assert all(taken.get(rule, 0) <= steps for rule, steps in said.items()), case.text


@given(SEEDS)
@SETTINGS
def test_the_interpreter_never_takes_more_steps_than_a_program_says(seed: int) -> None:
    found = case(seed)
    assume(found is not None)
    assert found is not None
    whole = replace(found, steps=10_000_000)
    said = steps_said(whole)
    taken = steps_taken(whole)
    assert all(taken.get(rule, 0) <= steps for rule, steps in said.items()), found.text


def steps_said(case: Case) -> dict[str, int]:
    """Gives the most steps that programs say the interpreter takes for each rule, by how many
    elements each list has."""
    said: dict[str, int] = {}

    def noting(self: Session, size: Measured, closely: Closely) -> frozenset[int]:
        rules = [rule for rule, _ in self.court.rules if rule.id in self.program.rules]
        whole = self.court.compiled.program(rules, self.court.rules[0][1])
        if size is not courts._NOTHING and self.program is not whole.opening:
            close, own, before = closely()
            roots = {**self.given, "m": own, "b": before}
            counts = counted(self.loaded.places, roots, self.counts)
            most = most_steps_of(self.loaded, both(self.size, close), counts)
            said.update(zip(self.program.rules, most, strict=True))
        return frozenset()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Session, "unfit", noting)
        ruling(case, checked(case.text, case.vocabulary), "compiled")
    return said


def test_a_long_manifest_is_compiled_where_each_list_is_short() -> None:
    text = """policy p governs project "P."
rule r mandatory "R."
  for a in project.as
  for b in project.bs
  require some c in project.cs satisfies c.id != a.id and count(d in a.ds where d == b.id) < 9
    else "no"
"""
    item = {"type": "object", "required": ["id", "ds"], "properties": {
        "id": {"type": "integer"}, "ds": {"type": "array", "items": {"type": "integer"}},
    }}  # fmt: skip
    names = ("as", "bs", "cs", "more")
    shape = {
        "type": "object",
        "required": list(names),
        "properties": {name: {"type": "array", "items": item} for name in names},
    }
    made = {name: [{"id": n, "ds": [n] * 3} for n in range(8)] for name in names}
    made["more"] *= 50
    subject = Subject(manifest(json.dumps(made), json.dumps(shape)))
    whole = Case(text, vocabulary_of(project=schema(json.dumps(shape)).type), subject)
    assert agree(whole).interpreted == 0
    assert steps_said(whole)["p/r"] >= most_steps(whole)
    assert agree(replace(whole, steps=most_steps(whole) - 1)).interpreted == 1


def test_lists_in_a_table_are_as_long_as_they_are() -> None:
    names = [f"n{at}" for at in range(12)]
    table = ", ".join(f'"{name}": [i.id for i in project.{name}]' for name in names)
    text = f"""policy p governs project "P."
rule r mandatory "R."
  let lists = {{{table}}}
  for name in keys(lists)
  for id in distinct(lists[name])
  require count(i in lists[name] where i == id) == 1 else "no"
"""
    item = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}
    lists = {name: {"type": "array", "items": item} for name in [*names, "more"]}
    shape = {"type": "object", "required": [*lists], "properties": lists}
    made = {name: [{"id": at} for at in range(9)] for name in names}
    made["more"] = [{"id": at} for at in range(400)]
    subject = Subject(manifest(json.dumps(made), json.dumps(shape)))
    whole = Case(text, vocabulary_of(project=schema(json.dumps(shape)).type), subject)
    assert agree(whole).interpreted == 0
    assert agree(replace(whole, steps=most_steps(whole) - 1)).interpreted == 1


FORMS = [
    "for a in project.as for d in a.ds require d >= 0",
    "for a in project.as require count(d in a.ds where d >= 0) >= 0",
    "require every a in project.as satisfies every d in a.ds satisfies d >= 0",
    "require count(d for a in project.as for d in a.ds where d > 1) >= 0",
    "let all = [d for a in project.as for d in a.ds] for d in all require d in all",
    "let all = [a.id + b.id for a in project.as for b in project.bs]"
    " for x in all for y in [1, 2, 3, 4, 5, 6, 7, 8, 9] require x + y + y + y + y + y >= 0",
    "for a in project.as for d in a.ds default [1, 2] for b in project.bs require b.id >= 0",
    "let all = [a.id for a in project.as] require every b in project.bs satisfies b.id in all",
    "for a in project.as let b = find c in project.bs where c.id == a.id for d in b.ds"
    " require d >= 0",
    "let chosen = [a for a in project.as where a.id >= 0] for a in chosen for d in a.ds"
    " require d >= 0",
    "for a in sort(x in project.as by x.id) for d in a.ds default [] require d >= 0",
    "for b in project.bs for d in project.as[0].ds require d + b.id >= 0",
    "for a in first(project.bs).ds for b in project.bs require a + b.id >= 0",
    "require sum(d for a in project.as for b in project.bs for d in b.ds) >= 0",
    'let t = {"a": project.as, "b": project.bs} for k in keys(t) for x in t[k] for y in t[k]'
    " require x.id + y.id >= 0",
    'let t = {"b": project.bs, "a": project.as} for x in t["a"] for y in t["a"] for k in keys(t)'
    " for z in t[k] require x.id + y.id + z.id + z.id + z.id >= 0",
    'let t = {"b": [b.id for b in project.bs], "a": [a.id for a in project.as default []]}'
    " for k in keys(t) for x in distinct(t[k]) require count(y in t[k] where y == x) >= 1",
    'let t = {"b": [d for b in project.bs for d in b.ds], "a": [a.id for a in project.as]}'
    " for k in keys(t) for x in t[k] for y in t[k] require x + y >= 0",
    'let t = {"a": [a for a in project.as where a.id > 3], "b": project.bs}'
    " for k in keys(t) for x in t[k] for d in x.ds require d >= 0",
    'let t = {"c": project.as[3].ds, "b": [b.id for b in project.bs]} for k in keys(t)'
    " for x in t[k] for y in t[k] for z in t[k] require x + y + z >= 0",
    "for x in [a.ds for a in project.as] for d in x require d + d + d + d + d >= 0",
    "for x in [project.bs, project.as][1] for y in [project.bs, project.as][1]"
    " require x.id + y.id >= 0",
    "let chosen = [a for a in project.as where a.id >= 0] for b in project.bs for a in chosen"
    " for d in a.ds require d + b.id >= 0",
    "let chosen = [a for a in project.as where a.id >= 0]"
    " for a in [c for c in chosen where c.id > 1] for d in a.ds for e in a.ds require d + e >= 0",
    "let chosen = sort(a in project.as by a.id) let one = find c in chosen where c.id == 3"
    " for b in project.bs for d in one.ds require d + b.id >= 0",
    "for b in project.bs let chosen = [a for a in project.as where a.id >= b.id]"
    " require sum(d for a in chosen for d in a.ds where d > 0) >= 0",
]


@pytest.mark.parametrize("form", FORMS)
def test_no_list_is_taken_for_shorter_than_it_is(form: str) -> None:
    item = {"type": "object", "required": ["id", "ds"], "properties": {
        "id": {"type": "integer"}, "ds": {"type": "array", "items": {"type": "integer"}},
    }}  # fmt: skip
    shape = json.dumps(
        {
            "type": "object",
            "required": ["as", "bs"],
            "properties": {name: {"type": "array", "items": item} for name in ("as", "bs")},
        }
    )
    lists = ([1], [1] * 20, [], [1] * 24)
    made = {
        "as": [{"id": n, "ds": lists[n % 4]} for n in range(18)],
        "bs": [{"id": n, "ds": lists[(n + 1) % 4]} for n in range(10)],
    }
    text = f'policy p governs project "P."\nrule r mandatory "R."\n  {form} else "no"\n'
    subject = Subject(manifest(json.dumps(made), shape))
    whole = Case(text, vocabulary_of(project=schema(shape).type), subject, steps=100_000_000)
    assert agree(whole).left_out == ()
    said, taken = steps_said(whole)["p/r"], steps_taken(whole)["p/r"]
    assert taken <= said
