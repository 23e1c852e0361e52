"""What the edits of a case put where the schema doesn't have it."""

from __future__ import annotations

import pytest
from tests.workbench.bench import FINE, SCHEMA, TOO_DEAR, Run, rules

OPEN = {
    "item.schema.yaml": SCHEMA.replace("additionalProperties: false\n", "")
    + "  of: {type: object, additionalProperties: {type: integer}}\n  any: {}\n"
}


@pytest.mark.parametrize(
    ("edits", "place", "said"),
    [
        ("set: {prise: 101}", "11:18", "`item` has no field `prise`, by its schema"),
        ("set: {price: 1, prise: 101}", "11:28", "did you mean `price`?"),
        ("set: {'parts[id=a].wait': 1}", "11:31", "`parts[id=a]` has no field `wait`"),
        ("set: {extra.more: 1}", "11:23", '`["extra"]`, as in rules'),
        ("add: {goals: 1}", "11:18", "`item` has no field `goals`"),
        ("add: {parts: [{id: b, weight: 7}]}", "11:11", "write the item without its brackets"),
        ("baseline: {add: {parts: []}}", "11:22", "`add` appends one item to `parts`"),
        ("baseline: {set: {prise: 101}}", "11:29", "did you mean `price`?"),
    ],
)
def test_a_field_that_is_not_declared_is_a_bad_case(
    run: Run, edits: str, place: str, said: str
) -> None:
    case = f"  - name: odd\n    {edits}\n    expect: []\n"
    status, out = run(FINE + TOO_DEAR + case, **OPEN)
    assert status == 1
    assert f"rules/prices.test.yaml:{place}: [bad-case]" in out
    assert said in out


@pytest.mark.parametrize(
    "edits",
    [
        "set: {'[\"prise\"]': 101}",
        "set: {'[\"extra\"].more': 1}",
        "set: {'[\"odd key\"]': 1}",
        "set: {'parts[id=a][\"wait\"]': 1}",
        "set: {of.prise: 1, any.prise: 2}",
        "set: {any: {prise: 2}}",
        "add: {'[\"goals\"]': 1}",
        "manifest: {id: x, extra: 1}",
    ],
)
def test_what_is_left_open_is_written_in_brackets(run: Run, edits: str) -> None:
    case = f"  - name: odd\n    {edits}\n    expect: []\n"
    status, out = run(FINE + TOO_DEAR + case, **OPEN)
    assert status == 0, out


def test_a_closed_schema_says_so_itself(run: Run) -> None:
    case = "  - {name: odd, set: {prise: 101}, expect: [{rule: manifest/schema}]}\n"
    status, out = run(FINE + TOO_DEAR + case)
    assert status == 0, out


def test_suggestions_write_what_is_left_open_in_brackets(run: Run) -> None:
    policy = 'rule extra mandatory "E."\n  require item["extra"] != "bad" else "bad"'
    case = "  - {name: good, set: {'[\"extra\"]': good}, expect: []}\n"
    status, out = run(case, "--suggest", "--allow-untested", **OPEN, **rules(policy))
    assert status == 0, out
    assert 'set: {"[\\"extra\\"]": bad}' in out
