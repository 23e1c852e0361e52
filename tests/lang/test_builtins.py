"""The functions of the language: their examples hold, and no data makes them raise."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction
from itertools import pairwise, product
from pathlib import Path

import pytest
from tests.judge.evaluating import evaluated, manifest
from tests.lang.vocabulary import vocabulary

from remit.evaluation.world import Subject
from remit.manifest.values import (
    ABSENT,
    Data,
    Days,
    Member,
    Months,
    Unknown,
    Value,
    Version,
    shown,
)
from remit.semantics.builtins import BUILTINS

SCHEMA = (Path(__file__).parent / "project.schema.yaml").read_text(encoding="utf-8")


def judged(condition: str) -> str:
    """Gives the outcome of a rule that requires a condition of a small project."""
    project = manifest("id: till\nstage: pilot\n", SCHEMA)
    rule = f'policy p governs project "P." rule r mandatory "R" require {condition} else "m"'
    return evaluated(rule, Subject(project), vocabulary())[0].outcome


@pytest.mark.parametrize("name", sorted(BUILTINS))
def test_an_example_holds(name: str) -> None:
    builtin = BUILTINS[name]
    assert builtin.name == name
    assert f"{name}(" in builtin.example
    assert judged(builtin.example) == "satisfied"
    assert judged(f"not ({builtin.example})") == "violated"


SETTLED = [
    ('(project.urgency default "idea") > "pilot"', "satisfied"),
    ('(project.urgency default "scale") > "pilot"', "violated"),
    ('max([project.stage, "idea"]) == "pilot"', "satisfied"),
    ('rank(project.urgency default "pilot") == 2', "satisfied"),
    ("sum(m.met_on - m.due for m in project.milestones default []) < 1 day", "satisfied"),
    ("sum(m.met_on - m.due for m in project.milestones default []) > 1 day", "violated"),
    ("sum(t.amount for t in project.tranches default []) == 0", "satisfied"),
]


@pytest.mark.parametrize(("condition", "expected"), SETTLED)
def test_what_types_tell_holds_where_rules_are_evaluated(condition: str, expected: str) -> None:
    assert judged(condition) == expected


def meaning(name: str, *arguments: Data) -> Data:
    """Gives the data that a function makes of data."""
    function = BUILTINS[name].meaning
    assert function is not None
    result = function(arguments)
    return result.data if isinstance(result, Value) else result


def values(*items: Data) -> list[Value]:
    """Gives a list as rules have it."""
    return [Value(item) for item in items]


def plain(data: Data) -> object:
    """Gives a list as the data of its elements, all other data as it is."""
    return [plain(item.data) for item in data] if isinstance(data, list) else data


GIVEN = [
    ("sum", values(), 0),
    ("sum", values(1, Fraction(1, 2)), Fraction(3, 2)),
    ("sum", values(Days(2), Days(3)), Days(5)),
    ("min", values(), ABSENT),
    ("max", values(3, 7, 5), 7),
    ("max", values(Member("b", ("b", "a")), Member("a", ("b", "a"))), "a"),
    ("first", values(), ABSENT),
    ("last", values(1, ABSENT), ABSENT),
    ("count", values(1, ABSENT), 2),
    ("distinct", values(1, Fraction(1), 2, True), [1, 2, True]),
    ("distinct", values("1", 1), ["1", 1]),
    ("duplicates", values("a", "b", "a", "a", "b"), ["a", "b"]),
    ("duplicates", values(values(1, 2), values(1, 2), values(2, 1)), [[1, 2]]),
    ("length", "a\u00e4\U0001f600", 3),
    ("length", {"a": Value(1)}, 1),
    ("round", Fraction(5, 2), 3),
    ("round", Fraction(-5, 2), -3),
    ("round", Fraction(1, 3), 0),
    ("days", Days(30), 30),
    ("date", datetime(2026, 1, 31, 23, 59, tzinfo=UTC), date(2026, 1, 31)),
    ("quarter", date(2026, 12, 31), "2026-Q4"),
    ("quarter", date(2026, 1, 1), "2026-Q1"),
    ("text", Fraction(1, 8), "0.125"),
    ("text", True, "true"),
    ("text", date(2026, 1, 2), "2026-01-02"),
    ("keys", {"a": Value(1), "b": Value(ABSENT)}, ["a", "b"]),
    ("values", {"a": Value(1), "b": Value(ABSENT)}, [1, ABSENT]),
    ("number", "1.50", Fraction(3, 2)),
    ("abs", -3, 3),
    ("lower", Member("Ab", ("Ab",)), "ab"),
]


@pytest.mark.parametrize(("name", "argument", "expected"), GIVEN)
def test_what_a_function_gives(name: str, argument: Data, expected: object) -> None:
    found = plain(meaning(name, argument))
    assert found == expected
    assert type(found) is type(expected) or isinstance(found, Member)


def test_rounding_to_decimals_takes_halves_away_from_zero() -> None:
    assert meaning("round", Fraction(1, 200), 2) == Fraction(1, 100)
    assert meaning("round", Fraction(-1, 200), 2) == Fraction(-1, 100)
    assert isinstance(meaning("round", 1, -1), Unknown)


IN_ORDER = [
    "0.0.9",
    "1.0.0-alpha",
    "v1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.0.0-beta.2",
    "1.0.0-beta.11",
    "1.0.0-rc.1",
    "1.0",
    "1.0.1",
    "v1.9",
    "1.21",
    "2",
]


def test_versions_stand_in_order() -> None:
    versions = [meaning("version", text) for text in IN_ORDER]
    assert all(isinstance(version, Version) for version in versions)
    assert sorted(versions, key=lambda v: (v.numbers, v.prerelease)) == versions
    assert all(a < b for a, b in pairwise(versions))
    assert [shown(version) for version in versions] == IN_ORDER


@pytest.mark.parametrize("text", ["", "v", "1.", "1.2.3.4", "1.2-", "V1", " 1", "1.x", "1" * 300])
def test_what_is_no_version_is_unknown(text: str) -> None:
    assert isinstance(meaning("version", text), Unknown)


@pytest.mark.parametrize("pair", [("1", "v1.0.0"), ("1.2+a", "1.2.0+b"), ("1.02", "1.2")])
def test_versions_that_are_the_same(pair: tuple[str, str]) -> None:
    assert meaning("version", pair[0]) == meaning("version", pair[1])


@pytest.mark.parametrize("name", ["sum", "min", "max", "distinct", "duplicates", "join"])
def test_an_element_that_is_not_there_decides(name: str) -> None:
    unknown = Unknown("it is wrong")
    assert isinstance(meaning(name, values("a", ABSENT)), Unknown)
    assert meaning(name, values(unknown, "a")) == unknown


@pytest.mark.parametrize(
    "text", ["2026-02-30", "20260131", "2026-W05-6", "2026-01-31T00:00:00", "", "soon"]
)
def test_what_is_no_date_is_unknown(text: str) -> None:
    assert isinstance(meaning("date", text), Unknown)


def test_numbers_that_grow_beyond_all_use_are_unknown() -> None:
    assert isinstance(meaning("sum", values(10**999, 9 * 10**999)), Unknown)
    assert isinstance(meaning("number", "1e1001"), Unknown)


def test_texts_that_grow_beyond_all_use_are_unknown() -> None:
    assert isinstance(meaning("replace", "a" * 10_000, "a", "b" * 10_000), Unknown)
    assert isinstance(meaning("join", values(*["a"] * 2_000), "b" * 1_000), Unknown)


def test_elements_keep_their_place() -> None:
    items = values(3, 1, 2)
    function = BUILTINS["max"].meaning
    assert function is not None
    assert function((items,)) is items[0]


ANYTHING: list[Data] = [
    "",
    "a",
    "2026-01-31",
    True,
    0,
    Fraction(1, 3),
    -2,
    date(2026, 1, 31),
    datetime(2026, 1, 1, tzinfo=UTC),
    Days(3),
    Months(2),
    Version((1, 2, 3)),
    Member("b", ("a", "b")),
    Member("c", ("a", "b")),
    [],
    values(1, "a"),
    values(ABSENT),
    values(Unknown("x")),
    values(values(ABSENT), {"x": Value(Unknown("y"))}),
    {},
    {"a": Value(ABSENT)},
]


@pytest.mark.parametrize("name", sorted(set(BUILTINS) - {"path_of", "file_exists"}))
def test_no_data_makes_a_function_raise(name: str) -> None:
    builtin = BUILTINS[name]
    outcomes = set()
    for count in range(builtin.required, len(builtin.parameters) + 1):
        for arguments in product(ANYTHING, repeat=count):
            found = meaning(name, *arguments)
            outcomes.add(type(found))
    assert Unknown in outcomes
    assert len(outcomes) > 1
