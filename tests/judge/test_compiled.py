"""Compiled rules say what the interpreter says, finding by finding, on generated worlds.

`REMIT_EXAMPLES` in the environment says how many are tried of each.
"""

from __future__ import annotations

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.judge.both import Case, agree, most_steps
from tests.judge.evaluating import checked, manifest, schema, vocabulary_of
from tests.judge.programs import projects, records, rules, schema_text
from tests.judge.test_matrix import TABLES, rows_of
from tests.judge.test_properties import FEWER, SETTINGS
from tests.judge.worlds import case

from remit.evaluation.compiler.shelf import Shelf
from remit.evaluation.world import Collection, Subject

SEEDS = st.integers(0, 2**48)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draws a schema, a rule and a manifest."""
    shape = draw(records())
    text, document = draw(rules(shape)), draw(projects(shape))
    vocabulary = vocabulary_of(project=schema(schema_text(shape)).type)
    return Case(text, vocabulary, Subject(manifest(json.dumps(document), schema_text(shape))))


@given(cases())
@SETTINGS
def test_rules_about_a_manifest(case: Case) -> None:
    agree(case)


@given(SEEDS)
@SETTINGS
def test_rules_about_all_that_there_is(seed: int) -> None:
    found = case(seed)
    assume(found is not None)
    assert found is not None
    agree(found)


@given(SEEDS)
@FEWER
def test_what_takes_a_step_too_many_is_undecided_both_ways(seed: int) -> None:
    found = case(seed)
    assume(found is not None)
    assert found is not None
    most = most_steps(replace(found, steps=1_000_000))
    for steps in (most, most - 1, most // 2):
        agree(replace(found, steps=max(steps, 1)))


# -- absent, null, empty, one, many -------------------------------------------------------------

STATES = {
    "absent": {},
    "null": {"X": None},
    "empty": {"text": "", "list": [], "record": {}, "map": {}},
    "zero": {"number": 0},
    "one": {
        "text": "a", "list": [1], "number": 1, "date": "2026-01-31", "boolean": True,
        "record": {"a": 1}, "map": {"a": 1},
    },
    "many": {"list": [1, 2, 3]},
    "hole": {"list": [1, None, 3]},
    "false": {"boolean": False},
}  # fmt: skip

TYPES = {
    "text": {"type": "string"},
    "list": {"type": "array", "items": {"type": ["integer", "null"]}},
    "number": {"type": "number"},
    "date": {"type": "string", "format": "date"},
    "boolean": {"type": "boolean"},
    "map": {"type": "object", "additionalProperties": {"type": "integer"}},
    "record": {
        "type": "object",
        "properties": {
            "a": {"type": "integer"},
            "deep": {"type": "object", "properties": {"deeper": {"type": "integer"}}},
        },
    },
}


@pytest.mark.parametrize("topic", TABLES)
@pytest.mark.parametrize("state", STATES)
def test_the_matrix_of_absent_values(topic: str, state: str) -> None:
    given = STATES[state]
    if state not in ("absent", "null") and topic not in given:
        return
    document = {"field": given[topic]} if topic in given else {"field": None} if given else {}
    schema_text = json.dumps({"type": "object", "properties": {"field": TYPES[topic]}})
    rules = [
        f'rule r{at} mandatory "R."\n  require {condition.replace("X", "project.field")} else "no"'
        for at, condition in enumerate(rows_of(topic))
    ]
    text = 'policy p governs project "P."\n' + "\n".join(rules) + "\n"
    vocabulary = vocabulary_of(project=schema(schema_text).type)
    found = agree(Case(text, vocabulary, Subject(manifest(json.dumps(document), schema_text))))
    satisfied = [each for each in found.evaluations if each.outcome == "satisfied"]
    # hardly anything that holds is asked of the interpreter
    assert found.interpreted <= len(found.evaluations) - len(satisfied) + 1


AS_VALUES = """policy p governs project "P."
rule r mandatory "R."
  let decided = X
  require decided else "no"
"""
DATED = """{"type": "object", "properties": {
  "texts": {"type": "array", "items": {"type": "string"}}, "text": {"type": "string"},
  "spans": {"type": "array", "items": {"type": "object", "required": ["from", "to"], "properties":
    {"from": {"type": "string", "format": "date"}, "to": {"type": "string", "format": "date"}}}}}}
"""


@pytest.mark.parametrize(
    ("condition", "outcome"),
    [
        ("(project.texts is not empty) != true", "violated"),
        ("(project.text is not empty) != true", "violated"),
        ("not ((project.texts is not empty) == true)", "violated"),
        ("(days(max(s.to - s.from for s in project.spans)) default 0) == 0", "undecided"),
        ('version("1.10") >= version("1.9") and version("1.10") <= version("1.10")', "satisfied"),
    ],
)
def test_what_an_expression_gives_is_a_value_like_any_other(condition: str, outcome: str) -> None:
    vocabulary = vocabulary_of(project=schema(DATED).type)
    project = manifest('{"texts": ["a"], "text": "b", "spans": []}', DATED)
    found = agree(Case(AS_VALUES.replace("X", condition), vocabulary, Subject(project)))
    assert [each.outcome for each in found.evaluations] == [outcome]
    assert found.interpreted == (outcome != "satisfied")


# -- the budget ---------------------------------------------------------------------------------

NESTED = """policy p governs project "P."
rule r mandatory "R."
  require every x in project.xs satisfies every y in project.xs satisfies
    every z in project.xs satisfies x + y + z >= 0 else "no"
rule s mandatory "S."
  require count(project.xs) > 0 else "no"
"""
LIST = '{"type": "object", "properties": {"xs": {"type": "array", "items": {"type": "number"}}}}'


JOINED = """policy p governs project "P."
rule r mandatory "R."
  for x in project.xs default []
  let same = [y.id for y in project.xs where y.id != x.id and y.as == x.as]
  require same is empty else "no"
rule s mandatory "S."
  for name in project.names default []
  let found = find x in project.xs where x.id == name
  require found is present else "no"
rule t mandatory "T."
  for name in project.names default []
  require some x in project.xs satisfies x.id == name else "no"
"""
JOINABLE = """{"type": "object", "properties": {
  "xs": {"type": "array", "items": {"type": "object", "required": ["id", "as"],
    "properties": {"id": {"type": "string"}, "as": {"type": "string"}}}},
  "names": {"type": "array", "items": {"type": "string"}}}}"""
XS = [{"id": "a", "as": "1"}, {"id": "b", "as": "2"}]


@pytest.mark.parametrize(
    ("document", "interpreted"),
    [({}, 0), ({"xs": []}, 0), ({"xs": XS}, 0), ({"xs": XS, "names": ["a"]}, 0),
     ({"names": ["a"]}, 2), ({"names": []}, 0), ({"xs": [], "names": ["a"]}, 2)],
)  # fmt: skip
def test_a_list_that_is_not_there_is_in_doubt_only_where_something_is_looked_up_in_it(
    document: dict[str, object], interpreted: int
) -> None:
    vocabulary = vocabulary_of(project=schema(JOINABLE).type)
    case = Case(JOINED, vocabulary, Subject(manifest(json.dumps(document), JOINABLE)))
    assert agree(case).interpreted == interpreted


def test_loops_that_may_take_too_long_are_left_to_the_interpreter() -> None:
    vocabulary = vocabulary_of(project=schema(LIST).type)
    few, many = (manifest(json.dumps({"xs": [1] * n}), LIST) for n in (10, 60))
    assert agree(Case(NESTED, vocabulary, Subject(few), steps=100_000)).interpreted == 0
    found = agree(Case(NESTED, vocabulary, Subject(many), steps=100_000))
    assert [each.outcome for each in found.evaluations] == ["undecided", "satisfied"]
    assert found.interpreted == 1
    assert "more than 100000 steps" in found.evaluations[0].findings[0].message


MADE = """policy p governs project "P."
define lists = {"a": [1 for a in project.xs for b in project.xs], "b": [2]}
define nested = [[1 for a in project.xs for b in project.xs], [2]]
rule r mandatory "R."
"""
WITHIN = {
    "an entry": """let l = lists["a"]
      require every p in l satisfies every q in l satisfies p + q > 0 else "no\"""",
    "a field that is computed": """for name in keys(lists)
      require every p in lists[name] satisfies every q in lists[name] satisfies p + q > 0
        else "no\"""",
    "an element": """for l in nested
      require every p in l satisfies every q in l satisfies p + q > 0 else "no\"""",
    "the first": """let l = first(nested) default []
      require every p in l satisfies every q in l satisfies p + q > 0 else "no\"""",
    "the values": """for l in values(lists)
      require every p in l satisfies every q in l satisfies p + q > 0 else "no\"""",
}


@pytest.mark.parametrize("form", WITHIN)
def test_lists_within_what_is_written_out_may_be_longer_than_any_of_the_manifest(form: str) -> None:
    vocabulary = vocabulary_of(project=schema(LIST).type)
    project = manifest(json.dumps({"xs": [1] * 7}), LIST)
    whole = Case(MADE + WITHIN[form], vocabulary, Subject(project))
    assert agree(whole).left_out == ()
    most = most_steps(whole)
    for steps in (most, most - 1, most // 2, most // 20):
        agree(replace(whole, steps=steps))


FEW_OF_MANY = """policy p governs project "P."
define ids = {
    "outer": [x.id for x in project.xs default []],
    "inner": [y.id for x in project.xs default [] for y in x.ys default []],
  }
rule r mandatory "R."
  for name in keys(ids)
  for id in distinct(ids[name])
  require count(i in ids[name] where i == id) == 1 else "{id}"
"""
TREE = """{
  "type": "object",
  "properties": {"xs": {"type": "array", "items": {"$ref": "#/$defs/x"}}},
  "$defs": {"x": {
    "type": "object",
    "properties": {
      "id": {"type": "string"},
      "rank": {"type": "integer"},
      "ys": {"type": "array", "items": {"$ref": "#/$defs/x"}}
    }
  }}
}"""


CHOSEN = """policy p governs project "P."
rule r mandatory "R."
  for x in project.xs default []
  let users = [u for u in project.xs where u.id != x.id]
  let sorted = sort(u in project.xs where u.id != x.id by u.rank)
  require count([y for u in users for y in u.ys default []]) < 1000 else "no"
  require every u in sorted satisfies no y in u.ys default [] satisfies y.id == x.id else "no"
"""


@pytest.mark.parametrize("rule", [FEW_OF_MANY, CHOSEN])
def test_loops_within_loops_are_counted_by_the_elements_that_there_are(rule: str) -> None:
    vocabulary = vocabulary_of(project=schema(TREE).type)
    xs = [
        {"id": f"x{n}", "rank": n, "ys": [{"id": f"y{n}-{m}"} for m in range(5)]} for n in range(8)
    ]
    case = Case(rule, vocabulary, Subject(manifest(json.dumps({"xs": xs}), TREE)))
    assert agree(replace(case, steps=1_000_000)).interpreted == 0
    most = most_steps(case)
    for steps in (most, most - 1, most // 2):
        agree(replace(case, steps=steps))


def test_what_is_told_takes_no_steps_from_the_rule() -> None:
    text = NESTED.replace(
        'else "no"', 'else "{sum(a * b for a in project.xs for b in project.xs)}"'
    )
    vocabulary = vocabulary_of(project=schema(LIST).type)
    project = manifest(json.dumps({"xs": [-1] * 12}), LIST)
    found = agree(Case(text, vocabulary, Subject(project), steps=300))
    assert found.evaluations[0].findings[0].message.endswith("(too much to tell)")


# -- the world ----------------------------------------------------------------------------------

ONCE = """policy p governs project "P."
param cap = 2
rule whole mandatory "R."
  require sum(p.cost for p in portfolio) <= cap * count(portfolio) else "no"
rule each-one mandatory "R."
  require no p in portfolio satisfies p.name == project.name and p.cost > cap else "no"
"""
COSTS = '{"properties": {"name": {"type": "string"}, "cost": {"type": "number"}}}'


@pytest.mark.parametrize(
    ("lost", "wrong", "interpreted"), [(False, False, 0), (True, False, 2), (False, True, 2)]
)
def test_a_member_that_is_wrong_leaves_its_collection_to_the_interpreter(
    lost: bool, wrong: bool, interpreted: int
) -> None:
    texts = ["{name: a, cost: 1}", "{name: b, cost: dear}" if wrong else "{name: b, cost: 2}"]
    members = [manifest(text, COSTS, f"{at}.yaml") for at, text in enumerate(texts)]
    portfolio = Collection(tuple(members), ("lost.yaml",) if lost else ())
    vocabulary = vocabulary_of(project=schema(COSTS).type)
    found = agree(Case(ONCE, vocabulary, Subject(members[0]), {"portfolio": portfolio}))
    assert found.interpreted == interpreted


# -- openings -----------------------------------------------------------------------------------

GUARDED = """policy p governs project "P."
param most = 2
define rivals = [p.name for p in portfolio for q in portfolio where p.cost == q.cost]
rule guarded mandatory "R."
  when project.cost > most
  for part in project.parts default [] where part != "none"
  require part is not empty else "a part has no name"
  require project.name in rivals else "no"
"""
PARTS = """{"properties": {"name": {"type": "string"}, "cost": {"type": "number"},
  "parts": {"type": "array", "items": {"type": "string"}}}}"""


def _guarded(document: str, steps: int, members: int = 40, *, lost: bool = False) -> Case:
    vocabulary = vocabulary_of(project=schema(PARTS).type)
    others = tuple(manifest(f"{{name: n{at}, cost: 1}}", PARTS) for at in range(members))
    portfolio = Collection(others, ("lost.yaml",) if lost else ())
    subject = Subject(manifest(document, PARTS))
    return Case(GUARDED, vocabulary, subject, {"portfolio": portfolio}, steps=steps)


@pytest.mark.parametrize(
    ("document", "interpreted", "outcome"),
    [
        ("{name: a, cost: 1, parts: [b]}", 0, "satisfied"),
        ("{name: a, cost: 3, parts: [none, none]}", 0, "satisfied"),
        ("{name: a, cost: 3}", 0, "satisfied"),
        ("{name: a, cost: 3, parts: [none, b]}", 1, "undecided"),
        ("{name: a, cost: 3, parts: ['']}", 1, "violated"),
        ("{name: a, parts: [none]}", 1, "undecided"),
        ("{name: a, cost: x, parts: [none]}", 1, "undecided"),
        (f"{{name: a, cost: 3, parts: [{', '.join(['none'] * 400)}]}}", 1, "satisfied"),
    ],
)
def test_a_rule_that_is_too_much_is_followed_up_to_where_it_looks_around(
    document: str, interpreted: int, outcome: str
) -> None:
    found = agree(_guarded(document, 6000))
    assert found.interpreted == interpreted
    assert [each.outcome for each in found.evaluations] == [outcome]
    assert agree(_guarded(document, 6000, lost=True)).interpreted == interpreted


@pytest.mark.parametrize("parts", ["none", "'', none, none", "none, none, b", "'', b", "b, b"])
@pytest.mark.parametrize("members", [0, 3])
def test_openings_know_what_they_may_take(parts: str, members: int) -> None:
    whole = _guarded(f"{{name: a, cost: 3, parts: [{parts}]}}", 1_000_000, members)
    most = most_steps(whole)
    for steps in {*range(1, 40), *range(max(most - 40, 1), most + 2)}:
        agree(replace(whole, steps=steps))


def test_an_opening_asks_for_nothing_that_comes_later() -> None:
    vocabulary = vocabulary_of(project=schema(PARTS).type)
    policy = checked(GUARDED, vocabulary)
    program = Shelf({policy.name: policy}, vocabulary).program(policy.rules, policy)
    assert program.opening is not None
    assert program.needs == (("p", "most"), ("", "portfolio"))
    assert program.opening.needs == (("p", "most"),)


@pytest.mark.parametrize(
    ("clauses", "opens"),
    [
        ('when project.cost > 1 require project.name in rivals else "no"', True),
        ('for part in project.parts require part in rivals else "no"', True),
        ('when project.cost > 1 let r = rivals require r is empty else "no"', True),
        ('when project.name in rivals require project.cost > 1 else "no"', False),
        ('let cost = project.cost require cost > count(portfolio) else "no"', False),
        ('require project.cost > 1 else "no" require rivals is empty else "no"', False),
        ('for p in portfolio require p.cost > 1 else "no"', False),
        ('for part in project.parts where part in rivals require part == "" else "no"', False),
        ('when project.cost > 1 require project.name == "" else "of {rivals}"', False),
    ],
)
def test_only_guarded_rules_have_an_opening(clauses: str, opens: bool) -> None:
    vocabulary = vocabulary_of(project=schema(PARTS).type)
    policy = checked(
        f'{GUARDED[: GUARDED.index("rule")]}rule r mandatory "R."\n{clauses}\n', vocabulary
    )
    program = Shelf({policy.name: policy}, vocabulary).program(policy.rules, policy)
    assert (program.opening is not None) == opens
