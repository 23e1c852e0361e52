"""What is surely valid, or surely not, is so by the validator: on generated schemas and values, and
on the standard ones. `REMIT_EXAMPLES` says how many are tried."""

from __future__ import annotations

import copy
import json
import random
from decimal import Decimal
from typing import Any

import pytest
from tests import conftest
from tests.manifests.schemas import STANDARD, schema_of, standard
from tests.manifests.test_quickly import quickly

from remit.manifest.document import plain
from remit.manifest.reader import read
from remit.manifest.schema import compiled
from remit.manifest.sureness import surely
from remit.manifest.validation import admit
from remit.text.source import Source

HUNDREDS = conftest.EXAMPLES // 10

KEYWORDS: list[dict[str, Any]] = [
    {"type": "string"}, {"type": "integer"}, {"type": "number"}, {"type": "object"},
    {"type": ["array", "null"]}, {"type": ["boolean", "integer"]}, {"enum": ["a", "b", 1]},
    {"const": "a"}, {"const": 1}, {"const": True}, {"enum": [True, None]}, {"minLength": 2},
    {"minLength": 0}, {"minItems": 1}, {"minItems": 2.0}, {"pattern": "^[a-c]+$"}, {"pattern": "b"},
    {"pattern": "^[A-Z]{3}$"}, {"pattern": "^[0-9]{4}-Q[1-4]$"}, {"pattern": r"^\d+$"},
    {"pattern": "^a?b*[._-]+$"}, {"pattern": "^a{1,2}$"}, {"pattern": "^a|b$"}, {"pattern": "^.$"},
    {"format": "date"}, {"format": "email"}, {"minimum": 1}, {"maximum": 2},
    {"exclusiveMinimum": 0}, {"exclusiveMaximum": 2}, {"minimum": 0.5}, {"maximum": 2**53 + 1},
    {"multipleOf": 2}, {"required": ["a"]}, {"required": ["a", "b"]},
    {"unevaluatedProperties": False}, {"additionalProperties": {"type": "string"}},
    {"additionalProperties": False}, {"additionalProperties": True}, {"uniqueItems": True},
    {"minContains": 0}, {"$ref": "#/$defs/a"}, {"$ref": "#/%24defs/b"}, {"$ref": "#/$defs/c~1d"},
    {"x-remit-key": "a"}, {"title": "A"}, {"default": 1}, {"patternProperties": {"a": True}},
    {"prefixItems": [True]}, {"minProperties": 1}, {"dependentRequired": {"a": ["b"]}},
]  # fmt: skip
VALUES: list[Any] = [
    "", "a", "b", "ab", "abc", "ABC", "ABC\n", "2026-Q1", "2026-03-31", "2026-02-30", "ä", "😀😀",
    "a._", "aa", "12", "٣", "0000-01-01", "2026-03-31\n", 0, 1, 2, 3, -1, 2**53, 2**53 + 1, 10**30,
    Decimal("0.5"), Decimal("1.5"), Decimal("2"), True, False, None, [], ["a"], ["a", 1], {},
    {"a": "a"}, {"a": 1, "b": "b"}, {"b": {"a": "a"}}, {"ABC": 1}, [[], {"a": None}],
]  # fmt: skip
NESTING = ("items", "contains", "additionalProperties", "propertyNames", "if", "then", "else")


def test_what_is_sure_is_so() -> None:
    chance = random.Random(7)
    told = {True: 0, False: 0, None: 0}
    for _ in range(HUNDREDS * 100):
        schema = _schema(chance, 3)
        schema["$defs"] = {name: _schema(chance, 1) for name in ("a", "b", "c/d")}
        try:
            validator = compiled(schema)
        except ValueError:
            continue
        for value in [*chance.sample(VALUES, 12), {"a": chance.choice(VALUES)}]:
            found = _sure(value, schema)
            told[found] += 1
            if found is not None:
                assert found is validator.is_valid(value), (schema, value)
    assert min(told.values()) > HUNDREDS * 50, told


def _sure(value: Any, schema: Any) -> bool | None:
    try:
        return surely(value, schema, schema)
    except RecursionError:
        return None


def _schema(chance: random.Random, depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for _ in range(chance.randint(1, 2)):
        found.update(copy.deepcopy(chance.choice(KEYWORDS)))
    if depth:
        for name in chance.sample(NESTING, chance.randint(0, 2)):
            found[name] = chance.choice([True, False, _schema(chance, depth - 1)])
        if chance.random() < 0.4:
            found["properties"] = {name: _schema(chance, depth - 1) for name in ("a", "b")}
        if chance.random() < 0.2:
            found["allOf"] = [_schema(chance, depth - 1) for _ in range(2)]
    return found


@pytest.mark.parametrize("kind", ["project", "system", "body"])
def test_standard_manifests_are_surely_what_they_are(kind: str) -> None:
    schema, chance = standard(kind), random.Random(3)
    json_ = schema.json.open()
    texts = [file.read_text("utf-8") for file in sorted(EXAMPLES.rglob(f"{kind}.yaml"))]
    texts += [file.read_text("utf-8") for file in sorted(EXAMPLES.rglob(f"{FOLDERS[kind]}/*.yaml"))]
    told = {True: 0, False: 0, None: 0}
    for text in texts:
        for document in read(Source("m.yaml", text)).documents:
            value = plain(document.root, lambda exact: Decimal(exact.numerator) / exact.denominator)
            for _ in range(HUNDREDS * 4):
                found = surely(value, json_, json_)
                told[found] += 1
                if found is not None:
                    assert found is schema.validator.is_valid(value), value
                _change(value, chance)
    assert min(told[True], told[False]) > 0


EXAMPLES = STANDARD.parent / "examples"
FOLDERS = {"project": "projects", "system": "landscape", "body": "bodies"}


def _change(value: Any, chance: random.Random) -> None:
    """Changes something somewhere in a value."""
    while True:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        if not keys:
            return
        key = chance.choice(keys)
        if isinstance(value[key], dict | list) and value[key] and chance.random() < 0.8:
            value = value[key]
            continue
        if chance.random() < 0.5:
            del value[key]
        else:
            value[key] = copy.deepcopy(chance.choice([*VALUES, "closed", "hybrid", "pilot"]))
        return


def test_the_first_small_manifests_need_no_validator() -> None:
    text = "{properties: {a: {type: string, minLength: 2}}}"
    schema = schema_of(text, "first.yaml")
    for number in range(20):
        document = quickly(f"a: a{number}\n", schema)
        assert admit(document, schema).plain == {"a": f"a{number}"}
        assert ("validator" in vars(schema)) is (number >= 8)
    other = schema_of(text, "other.yaml")
    document = quickly("a: a\n", other)
    assert [error.keyword for error in admit(document, other).errors] == ["size"]
    large = schema_of(text, "large.yaml")
    document = quickly("a: aa\n" + "# a\n" * 6000, large)
    assert admit(document, large).plain == {"a": "aa"}
    assert "validator" in vars(large)


@pytest.mark.parametrize(
    "schema",
    [
        '{"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}}', '{"$ref": "https://a/b"}',
        '{"$id": "https://a/b", "$ref": "#/$defs/a", "$defs": {"a": true}}', '{"pattern": "(a"}',
        '{"$ref": "#/$defs/a%25", "$defs": {"a%": true}}', '{"$ref": "#/none"}', '{"a": 1}', "[]",
        '{"$ref": "#/allOf/0", "allOf": [true]}', '{"$dynamicRef": "#/$defs/a"}', "null",
    ],
)  # fmt: skip
def test_nothing_is_known_of_what_is_odd(schema: str) -> None:
    read = json.loads(schema)
    assert _sure("a", read) is None


def test_no_pattern_takes_long() -> None:
    for part in ("a*", "a+", "a?", "[a-b]*"):
        assert _sure("a" * 200 + "c", {"pattern": f"^{part * 20}$"}) is None
    assert _sure("a" * 199 + "c", {"pattern": "^a*[a-b]+$"}) is False
    assert _sure("a" * 199, {"pattern": "^" + "[" * 199}) is None
    assert _sure("a" * 199, {"pattern": "^[" + "a" * 190 + "$"}) is None
