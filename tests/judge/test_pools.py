"""What is kept for all subjects is what would be made for each of them, for the same steps: so
rules say the same, and run out of steps at the same place, as if nothing were kept; and they don't
go through a collection for each of its members.

`REMIT_EXAMPLES` in the environment says how many worlds are tried.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from random import Random
from types import FrameType
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.judge.both import Case, ruling, steps_taken, world_of
from tests.judge.evaluating import checked, manifest, schema, vocabulary_of
from tests.judge.test_bounds import steps_said
from tests.judge.test_lookups import SCHEMA, element
from tests.judge.test_properties import SETTINGS
from tests.judge.worlds import accepted

from remit.evaluation import pools, rules
from remit.evaluation.compiler.shelf import Shelf
from remit.evaluation.courts import Court
from remit.evaluation.finding import Evaluation
from remit.evaluation.run import Frame, Run
from remit.evaluation.world import STEPS, Collection, Manifest, Subject
from remit.semantics.checked import CheckedPolicy

OF_MEMBER = [
    "p.unit == {unit}", "p.name == {name}", "p.name != {name}", "p.unit != {unit}",
    "some q in p.parts default [] satisfies q.name == {part}", "p.cost default 1 > {cost}",
    "(no q in p.parts default [] satisfies q.open == {open})", "p.open == {open}",
    "{name} in [q.name for q in p.parts default []]", "p.name is present", "near(p, {unit})",
    "p.cost default 0 < count(of_unit({unit}))", "path_of(p) != path_of(project)",
    "(find q in portfolio where q.name == p.name).unit == {unit}", "date(today) >= 2020-01-01",
    "is_own(p)", "file_exists(p.name)", "text(p.cost default 1) == text({cost})",
    "(some q in portfolio satisfies q.name == p.name and q.unit == {unit})",
    "p.name in named", "(some q in systems satisfies q.name == p.name)",
    "(some q in p.parts default [] satisfies q.name == {name} and q.open == 1)",
]  # fmt: skip
OF_SUBJECT = {
    "unit": ["project.unit", '"a"', "unit", "(project.unit default unit)"],
    "name": ["project.name", "part.name", '(project.name default "b")', "project.parts[0].name"],
    "part": ["part.name", "project.name", '"c"'],
    "cost": ["project.cost", "1", "(project.cost default 2)", "project.cost + 1"],
    "open": ["project.open", "part.open", "1"],
}
ELEMENTS = [
    "p",
    "p.name",
    "p.cost default 0",
    "p.parts",
    "[p.name, p.unit]",
    "project.name",
    "p.open",
]
DEFINES = """policy p governs project "P."
define living = [p for p in portfolio where p.cost default 0 >= 0]
define of_unit(unit) = [p.name for p in living where p.unit == unit]
define near(p, unit) = p.unit == unit or (some q in p.parts default [] satisfies q.name == unit)
define is_own(p) = p.name == project.name
define given(x) = x
"""


def condition(chance: Random) -> str:
    """Draws a condition on a member `p`."""
    parts = [chance.choice(OF_MEMBER) for _ in range(chance.choice([1, 1, 2, 2, 3]))]
    filled = [
        each.format(**{name: chance.choice(forms) for name, forms in OF_SUBJECT.items()})
        for each in parts
    ]
    return chance.choice([" and ", " and ", " or "]).join(filled)


def made(chance: Random, source: str, element_of: str = "") -> str:
    """Draws a list that is made of a collection, of certain elements or of any."""
    where, element_of = condition(chance), element_of or chance.choice(ELEMENTS)
    forms = [
        f"[{element_of} for p in {source} where {where}]",
        f"[{element_of} for p in {source} where p.name != project.name and {where}]",
        f"[{element_of} for p in {source} where p.name != project.name and {where}]",
        f"[{element_of} for p in {source} where {where} and p.unit != project.unit]",
        f"[given({element_of}) for p in {source} where {where}]",
        f"[q.name for p in {source} where {where} for q in p.parts default []]",
        f"sort(p in {source} where {where} by p.cost default 0)",
    ]
    return chance.choice(forms[: 5 if element_of == "p" else 7])


def rule(chance: Random, name: str) -> str:
    """Draws a rule that makes something of a collection for each part of a manifest."""
    first, second = made(chance, "portfolio", "p"), made(chance, "portfolio")
    third = made(chance, chance.choice(["found", "portfolio"]), "p")
    again = chance.choice(["found", first, "[p.name for p in found]", "count(found)", third])
    functions = [f"count({second}) != 3", f"first({second}) is present", f"count({second}) < 9"]
    functions += [f"duplicates({second}) is empty", f"last({second}) is present"]
    limit = chance.choice([1, 2, 4, 8, 16, 30])
    requires = [
        f'require count(found) < {limit} else "{{count(found)}}: {{found}}, {{{again}}}"',
        f'require {chance.choice(functions)} else "{{first({second})}}"',
        f'require count(others) < {limit} else "{{others}}, {{[p.cost for p in others]}}"',
        'require found is empty or others is not empty else "{unit}"',
        f'require count(p in others where {condition(chance)}) < 9 else "{{others}}"',
    ]
    chosen = chance.sample(requires, chance.choice([1, 1, 2, 4]))
    return f"""rule {name} mandatory "R."
  let named = [p.name for p in portfolio where p.unit == project.unit]
  let unit = project.unit
  for part in project.parts where part.name is present
  let found = {first}
  let others = {third}
  """ + "\n  ".join(chosen)


def part(chance: Random, odd: bool) -> dict[str, object]:
    """Draws a part, which has all that it may have but where things are odd."""
    whole = {"name": chance.choice("abcd"), "open": chance.choice([1, 2, 3])}
    return element(chance, odd) if odd or chance.random() < 0.02 else whole


def project(chance: Random, at: int, odd: bool) -> Manifest:
    """Draws a manifest; most have short lists, and most are whole."""
    found = part(chance, odd)
    found["name"] = chance.choice([f"n{at}", f"n{at}", "b"])
    found["unit"] = chance.choice(["a", "b"])
    if chance.random() < 0.95:
        found["cost"] = chance.choice([0, 1, 1.0, 2, 2.5])
    if chance.random() < 0.98:
        count = chance.choice([1, 1, 2, 3, 3, 17])
        found["parts"] = [part(chance, odd) for _ in range(count)]
    return manifest(json.dumps(found), SCHEMA, f"m{at}.yaml", quickly=True)


def case(seed: int) -> Case | None:
    """Gives a case by chance; None for a policy that the checker refuses."""
    chance = Random(seed)
    vocabulary = vocabulary_of(project=schema(SCHEMA).type, system=schema(SCHEMA).type)
    text = accepted(DEFINES, [rule(chance, f"r{at}") for at in range(3)], vocabulary)
    if text is None:
        return None
    odd = chance.random() < 0.2
    members = [project(chance, at, odd) for at in range(chance.choice([2, 3, 7, 16, 20]))]
    systems = [project(chance, at, False) for at in range(20)]
    collections = {"portfolio": Collection(tuple(members)), "systems": Collection(tuple(systems))}
    return Case(text, vocabulary, Subject(members[0]), collections, steps=STEPS)


FEWEST = settings(SETTINGS, max_examples=max(1, SETTINGS.max_examples // 8))
Said = list[tuple[Evaluation, int, int]]


def said(case: Case, policy: CheckedPolicy, subjects: Sequence[Subject]) -> Said:
    """Gives what the interpreter says of subjects in one world, with the steps that are left."""
    runs: list[Run] = []

    def noting(*arguments: object) -> Run:
        runs.append(Run(*arguments))  # type: ignore[arg-type]
        return runs[-1]

    world = world_of(case, policy).asking(lambda path, beside: path[1:] > str(beside)[1:])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rules, "Run", noting)
        found = [
            rules.judge(rule, policy, {policy.name: policy}, subject, world)
            for subject in subjects
            for rule in policy.rules
        ]
    return [(each, run.steps, run.spare) for each, run in zip(found, runs, strict=True)]


def members_of(case: Case) -> list[Subject]:
    """Gives each member of the portfolio as a subject."""
    return [Subject(member) for member in case.collections["portfolio"].members]


@given(st.integers(0, 2**48))
@FEWEST
def test_rules_say_the_same_for_the_same_steps_as_if_nothing_were_kept(seed: int) -> None:
    whole = case(seed)
    assume(whole is not None)
    assert whole is not None
    policy, subjects = checked(whole.text, whole.vocabulary), members_of(whole)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pools, "_key", lambda *_: None)
        plainly = said(whole, policy, subjects)
    assert said(whole, policy, subjects) == plainly
    assert said(whole, policy, subjects[::-1]) == _reversed(plainly, len(policy.rules))
    taken = sorted({STEPS - steps for _, steps, _ in plainly})
    for steps in {taken[-1] - 1, taken[len(taken) // 2], taken[0] // 2}:
        limited = replace(whole, steps=max(1, steps))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(pools, "_key", lambda *_: None)
            plainly = said(limited, policy, subjects)
        kept = said(limited, policy, subjects)
        assert [each for each, _, _ in kept] == [each for each, _, _ in plainly]


@given(st.integers(0, 2**48))
@FEWEST
def test_programs_say_the_same_of_all_members(seed: int) -> None:
    whole = case(seed)
    assume(whole is not None)
    assert whole is not None
    policy = checked(whole.text, whole.vocabulary)
    members = whole.collections["portfolio"].members
    ways = [ruling(whole, policy, by, members) for by in ("compiled", "interpreted")]
    assert ways[0].evaluations == ways[1].evaluations
    alone = replace(whole, subject=Subject(members[-1]))
    most, taken = steps_said(alone), steps_taken(alone)
    assert all(taken.get(rule, 0) <= steps for rule, steps in most.items())


def test_an_index_that_only_what_is_left_out_asked_for_is_not_charged() -> None:
    text = """policy p governs project "P."
rule r mandatory "R."
  let others = [
      p for p in portfolio
      where p.name != project.name
        and p.unit == "a"
        and (some s in systems satisfies s.name == p.name)
    ]
  require others is absent else "{others}"
"""
    texts = [{"name": "n0", "unit": "b"}, {"name": "n1", "unit": "a"}]
    members, systems = (
        Collection(tuple(manifest(json.dumps(each), SCHEMA) for each in found))
        for found in (texts, [{"name": f"n{at}"} for at in range(20)])
    )
    vocabulary = vocabulary_of(project=schema(SCHEMA).type, system=schema(SCHEMA).type)
    collections = {"portfolio": members, "systems": systems}
    found = Case(text, vocabulary, Subject(None), collections, steps=STEPS)
    policy, subjects = checked(text, vocabulary), members_of(found)
    together = said(found, policy, subjects)
    assert together == [each for one in subjects for each in said(found, policy, [one])]


def _reversed(found: Said, rules: int) -> Said:
    """Gives what was said of subjects as if they had come the other way round."""
    groups = [found[at : at + rules] for at in range(0, len(found), rules)]
    return [each for group in reversed(groups) for each in group]


NAMED = ("a", "b", "b", "c", "c", "c", "d", None)
FORMS = {
    "of what a let made": "let mine = [p for p in portfolio where p.unit == project.unit]"
    ' let dear = [p.name default "z" for p in mine where p.cost > 2]'
    " require count(dear) < 3",
    "of a let of a let": "let mine = [p for p in portfolio where p.unit == project.unit]"
    " let dear = [p for p in mine where p.cost > 1] let first_of = [p.cost for p in dear]"
    " require sum(first_of) != 15",
    "other names": "require [p.cost for p in portfolio where p.name != project.name"
    " and p.unit == project.unit and p.name is present] != [3, 4, 5]",
    "others than none": "require count(p in [p.cost for p in portfolio where p.cost != project.cost"
    " and p.unit == project.unit] where p > 2) < 2",
    "others of all": "let others = [p.cost for p in portfolio where p.name != project.name"
    " and p.cost < 7] require sum(others) > 15",
    "others where one has no name": "let others = [p.cost for p in portfolio where"
    " p.name != project.name and p.cost >= 0]"
    " require project.cost > 4 or count(others) < 99",
    "a sum of parts": "require sum(p.cost / 3 for p in portfolio where p.unit == project.unit) > 4",
    "a sum by what differs": "require sum(p.cost / p.cost for p in portfolio where"
    " p.unit == project.unit) > 3",
    "a sorted list": "let all = sort(p in portfolio where p.unit != project.unit by p.cost)"
    " require first(all).cost < project.cost",
}


@pytest.mark.parametrize("form", FORMS)
def test_a_program_passes_what_the_interpreter_passes(form: str) -> None:
    made = [
        {"unit": "uv"[at % 2], "cost": at, "open": at, **({"name": name} if name else {})}
        for at, name in enumerate(NAMED)
    ]
    members = [
        manifest(json.dumps(each), SCHEMA, f"m{at}.yaml", quickly=True)
        for at, each in enumerate(made)
    ]
    vocabulary = vocabulary_of(project=schema(SCHEMA).type)
    text = f'policy p governs project "P."\nrule r mandatory "R."\n  {FORMS[form]} else "no"\n'
    collections = {"portfolio": Collection(tuple(members))}
    found = Case(text, vocabulary, Subject(members[0]), collections, steps=STEPS)
    policy = checked(text, vocabulary)
    for order in (members, members[::-1], members[3:] + members[:3]):
        ways = [ruling(found, policy, by, order) for by in ("compiled", "interpreted")]
        assert ways[0].evaluations == ways[1].evaluations
        assert not ways[0].left_out
        outcomes = [
            each.outcome for each in ways[0].evaluations if each.outcome != "not applicable"
        ]
        assert len(set(outcomes)) > 1
        satisfied = outcomes.count("satisfied") if "name" not in form else 0
        assert ways[0].interpreted <= len(outcomes) - satisfied


# -- how much is looked at ----------------------------------------------------------------------

TEAMS = """policy p governs project "P."
define uses(p, team) = some c in p.parts satisfies c.name == team and c.open default 0 > 0
rule overbooked mandatory "R."
  for part in project.parts
  let users = [p for p in portfolio where uses(p, part.name)]
  let total = sum(c.open default 0 for p in users for c in p.parts where c.name == part.name)
  require total <= 1 else "{total} of {part.name}, by {[p.name for p in users]}"
rule redundant mandatory "R."
  for part in project.parts
  let rivals = [
      p.name for p in portfolio
      where p.name != project.name
        and p.unit == project.unit
        and some q in p.parts satisfies q.name is present and q.name == part.name
    ]
  require rivals is empty else "so do {rivals}"
"""


def crowd(count: int) -> Collection:
    """Gives projects of which each has the same parts as all others."""
    parts = [{"name": "a", "open": 1}, {"name": "b", "open": 2}]
    made = ({"name": f"p{at}", "unit": "u", "parts": parts} for at in range(count))
    found = (manifest(json.dumps(m), SCHEMA, f"{m['name']}.yaml", quickly=True) for m in made)
    return Collection(tuple(found))


@pytest.mark.parametrize("rule", ["overbooked", "redundant"])
def test_a_rule_that_fails_for_all_members_does_not_go_through_them_for_each(
    rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    vocabulary = vocabulary_of(project=schema(SCHEMA).type)
    policy = checked(TEAMS, vocabulary)
    policy = replace(policy, rules=tuple(r for r in policy.rules if r.id == f"p/{rule}"))
    binding, looked = Frame.binding, [0]

    def counting(*arguments: object) -> Frame:
        looked[0] += 1
        return binding(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Frame, "binding", counting)
    seen = []
    for count in (50, 100, 200):
        case = Case(TEAMS, vocabulary, Subject(None), {"portfolio": crowd(count)})
        looked[0] = 0
        found = said(case, policy, members_of(case))
        assert all(each.outcome == "violated" for each, _, _ in found)
        seen.append(looked[0] / count)
    assert seen[2] < 1.1 * seen[0]


@pytest.mark.parametrize("rule", ["overbooked", "redundant"])
def test_a_program_does_not_go_through_all_members_for_each(rule: str) -> None:
    vocabulary = vocabulary_of(project=schema(SCHEMA).type)
    policy = checked(TEAMS, vocabulary)
    (ruled,) = (each for each in policy.rules if each.id == f"p/{rule}")
    lines = [0]

    def tracing(frame: FrameType, event: str, argument: object) -> Any:
        lines[0] += event == "line"
        return tracing if frame.f_code.co_filename == "<compiled rules>" else None

    seen = []
    for count in (50, 100, 200):
        members = crowd(count)
        case = Case(TEAMS, vocabulary, Subject(None), {"portfolio": members}, steps=STEPS)
        world, shelf = world_of(case, policy), Shelf({policy.name: policy}, vocabulary)
        (bench,) = Court([(ruled, policy)], shelf, world)._benches["project"]
        before, lines[0] = sys.gettrace(), 0
        sys.settrace(tracing)
        try:
            found = [bench.found(Subject(member)) for member in members.members]
        finally:
            sys.settrace(before)
        assert all(each is not None and each[1] for each in found)
        seen.append(lines[0] / count)
    assert 5 < seen[2] < 1.3 * seen[0]
