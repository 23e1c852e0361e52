"""What an index finds is what going through the list would find, in fewer steps."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.judge.both import Case, Ruling, agree, most_steps, ruling
from tests.judge.evaluating import checked, manifest, schema, vocabulary_of
from tests.judge.test_properties import FEWER

from remit.evaluation import interpreter, lookups
from remit.evaluation.run import Frame
from remit.evaluation.world import Collection, Manifest, Subject

SCHEMA = json.dumps(
    {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "unit": {"type": "string"},
            "cost": {"type": "number"},
            "open": {},
            "parts": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"name": {"type": "string"}, "open": {}},
                },
            },
        },
    }
)

SOURCES = ["portfolio", "project.parts", "(project.parts default [])", "kept"]
KEYS = ["x.name", "x.open", 'x["name"]', '(x.name default "a")', "lower(x.name)"]
WANTED = ['"a"', "project.name", "project.open", "project.unit", "first(project.parts).name"]
REST = [
    "x.name is present", "x.open is present", "x.open == 1", 'x.name != "b"', "x.name == x.open",
    "x.open > 0", 'x.name starts with "a"', "project.cost > 1",
]  # fmt: skip
ODD = ["a", "b", "A", 1, 1.0, True, None, [], ["a"], {"b": 1}, "2026-01-31"]


def condition(chance: Random) -> str:
    """Draws a condition on `x` that asks for equality."""
    key, wanted, rest = chance.choice(KEYS), chance.choice(WANTED), chance.choice(REST)
    wanted = "1" if key == "x.open" and chance.random() < 0.3 else wanted
    equal = chance.choice([f"{key} == {wanted}", f"{wanted} == {key}"])
    second = f"{chance.choice(KEYS)} == {chance.choice(WANTED)}"
    return chance.choice(
        [
            equal,
            f"({equal} and {rest})",
            f"({rest} and {equal})",
            f"({equal} and {second} and {rest})",
            f"({equal} implies {rest})",
            f"({equal} and {second} implies {rest})",
            f"({key} != {wanted} or {rest})",
            f"({rest} or {key} != {wanted})",
            f"({equal} or {rest})",
            f"(not {equal})",
        ]
    )


def rule(chance: Random, name: str) -> str:
    """Draws a rule that looks elements up, twice and more."""
    source, asked = chance.choice(SOURCES), condition(chance)
    forms = [
        f"(some x in {source} satisfies {asked})",
        f"(every x in {source} satisfies {asked})",
        f"(no x in {source} satisfies {asked})",
        f"((find x in {source} where {asked}) is present)",
        f"((find x in {source} where {asked}).name == project.name)",
        f"(count(x in {source} where {asked}) < 3)",
        f'(first(sort(x in {source} where {asked} by 1)).name == "a")',
        f'([x.name for x in {source} where {asked}] == ["a"])',
    ]
    lines = [f'rule {name} mandatory "R."', "  let kept = [p for p in project.parts default []]"]
    if chance.random() < 0.4:
        lines.append(f"  for x in {source} where {condition(chance)}")
        lines.append('  require x.name == project.name else "{x.name}"')
        return "\n".join(lines)
    one = chance.choice(forms)
    lines.append(f'  for n in [1, 2, 3]\n  require {one} and n > 0 else "no"')
    return "\n".join(lines)


def element(chance: Random, odd: bool) -> dict[str, object]:
    """Draws a part, now and then with something odd in it, or nothing at all."""
    found: dict[str, object] = {}
    if chance.random() < 0.9:
        found["name"] = chance.choice(
            ["a", "b", "c", "d"] if not odd or chance.random() < 0.95 else ODD
        )
    if chance.random() < 0.8:
        found["open"] = chance.choice([1, 2, 3] if not odd or chance.random() < 0.9 else ODD)
    return found


def project(chance: Random, name: str, odd: bool) -> Manifest:
    found = element(chance, odd)
    found["unit"] = chance.choice(["a", "b"])
    if chance.random() < 0.9:
        count = chance.choice([2, 15, 16, 20, 30])
        found["parts"] = [element(chance, odd) for _ in range(count)]
    return manifest(json.dumps(found), SCHEMA, name)


def case(seed: int) -> Case:
    """Gives a case by chance."""
    chance = Random(seed)
    text = 'policy p governs project "P."\n'
    text += "\n".join(rule(chance, f"r{at}") for at in range(4)) + "\n"
    odd = chance.random() < 0.4
    own = project(chance, "own.yaml", odd)
    others = [project(chance, f"p{at}.yaml", odd) for at in range(chance.choice([3, 15, 25]))]
    vocabulary = vocabulary_of(project=schema(SCHEMA).type)
    return Case(text, vocabulary, Subject(own), {"portfolio": Collection((*others, own))})


@given(st.integers(0, 2**48))
@FEWER
def test_it_finds_what_going_through_the_list_finds(seed: int) -> None:
    found = case(seed)
    policy = checked(found.text, found.vocabulary)

    def ruled(longest: int) -> Ruling:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(lookups, "LONG", longest)
            patch.setattr(interpreter, "LONG", longest)
            return ruling(found, policy, "interpreted")

    through = ruled(10**9)
    assert ruled(1) == ruled(lookups.LONG) == through
    most = most_steps(found)
    for steps in (10**9, most, most - 1):
        agree(Case(found.text, found.vocabulary, found.subject, found.collections, steps=steps))


# -- how much is looked at ----------------------------------------------------------------------

CAPABILITIES = '{"properties": {"id": {"type": "string"}, "brings": {"type": "string"}}}'

HEAD = 'policy p governs project "P."\nrule r mandatory "R."\n'
PAIRS = {
    "no": "no p in portfolio satisfies p.id != project.id and p.brings == project.brings",
    "every": "every p in portfolio satisfies p.brings == project.brings implies p.id == project.id",
    "count": "count(p in portfolio where p.brings == project.brings) < 2",
    "find": "(find p in portfolio where p.brings == project.brings).id == project.id",
}
ONCE = """policy p governs project "P."
rule r mandatory "R."
  for a in portfolio
  for b in portfolio where b.brings == a.brings
  require a.id == b.id else "{a.id}"
"""


def portfolio(count: int) -> Collection:
    """Gives projects of which one in twenty brings what another does."""
    brings = [at if at % 20 else at + 1 for at in range(count)]
    texts = [json.dumps({"id": f"p{at}", "brings": f"c{what}"}) for at, what in enumerate(brings)]
    members = (manifest(text, CAPABILITIES, f"{at}.yaml") for at, text in enumerate(texts))
    return Collection(tuple(members))


@pytest.mark.parametrize("form", PAIRS)
def test_rules_about_each_project_look_at_as_many_elements_as_there_are(
    form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (
        f'policy p governs project "P."\nrule r mandatory "R."\n  require {PAIRS[form]} else "no"'
    )
    vocabulary = vocabulary_of(project=schema(CAPABILITIES).type)
    policy = checked(text, vocabulary)
    looked = 0
    binding = Frame.binding

    def counting(*arguments: object) -> Frame:
        nonlocal looked
        looked += 1
        return binding(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Frame, "binding", counting)
    seen = []
    for count in (100, 200, 400):
        members = portfolio(count)
        found = Case(text, vocabulary, Subject(None), {"portfolio": members})
        before = looked
        outcomes = ruling(found, policy, "interpreted", members.members).evaluations
        violated = sum(each.outcome == "violated" for each in outcomes)
        assert count / 25 < violated < count / 5
        seen.append(looked - before)
    assert seen[2] < 2.2 * seen[1] < 2.2 * 2.2 * seen[0]
    assert seen[2] < 10 * 400


def test_a_rule_that_is_evaluated_once_takes_steps_in_proportion() -> None:
    vocabulary = vocabulary_of(project=schema(CAPABILITIES).type)
    steps = [
        most_steps(Case(ONCE, vocabulary, Subject(None), {"portfolio": portfolio(count)}))
        for count in (100, 200, 400)
    ]
    assert steps[2] < 2.2 * steps[1] < 2.2 * 2.2 * steps[0]
    assert steps[2] < 400 * 40


def test_what_an_index_took_is_charged_to_each_rule() -> None:
    text = HEAD + f'  require {PAIRS["no"]} else "no"\n'
    vocabulary = vocabulary_of(project=schema(CAPABILITIES).type)
    policy = checked(text, vocabulary)
    members = portfolio(100)
    found = Case(text, vocabulary, Subject(None), {"portfolio": members}, steps=300)
    first, *others = ruling(found, policy, "interpreted", members.members[1:20]).evaluations
    assert {each.outcome for each in (first, *others)} == {"undecided"}
    found = Case(text, vocabulary, Subject(None), {"portfolio": members}, steps=340)
    outcomes = ruling(found, policy, "interpreted", members.members[2:10]).evaluations
    assert {each.outcome for each in outcomes} == {"satisfied"}


@pytest.mark.parametrize("padding", [0, 20])
@pytest.mark.parametrize("guard", ["", "x.name is present and "])
@pytest.mark.parametrize(
    ("form", "decided"),
    [
        ("no x in portfolio satisfies {}x.name == project.name", "satisfied"),
        ("some x in portfolio satisfies {}x.name == project.name", "violated"),
        (
            "every x in portfolio satisfies ({}x.name == project.name implies x.cost > 0)",
            "satisfied",
        ),
        ("(find x in portfolio where {}x.name == project.name) is absent", "satisfied"),
        ("count(x in portfolio where {}x.name == project.name) == 0", "satisfied"),
        ("[x.name for x in portfolio where {}x.name == project.name] is empty", "satisfied"),
    ],
)
def test_an_element_without_the_key_is_undecided_unless_that_is_asked(
    form: str, decided: str, guard: str, padding: int
) -> None:
    text = HEAD + f'  require {form.format(guard)} else "no"\n'
    texts = ["{name: a}", "{}", *["{name: b}"] * padding]
    members = [manifest(each, SCHEMA, f"{at}.yaml") for at, each in enumerate(texts)]
    vocabulary = vocabulary_of(project=schema(SCHEMA).type)
    subject = Subject(manifest("{name: z}", SCHEMA))
    found = agree(Case(text, vocabulary, subject, {"portfolio": Collection(tuple(members))}))
    (ruled,) = found.evaluations
    assert ruled.outcome == (decided if guard else "undecided")
