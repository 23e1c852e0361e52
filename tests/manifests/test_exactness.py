"""Types that say all that their schema does: manifests of those are admitted without a validator,
and the same ones as with it. `REMIT_EXAMPLES` says how many are tried."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from tests.conftest import EXAMPLES
from tests.manifests.schemas import schema_of, standard
from tests.manifests.test_quickly import agree, blocks, quickly

from remit.manifest.reader import read
from remit.manifest.schema import Schema
from remit.manifest.validation import admit
from remit.text.source import Source

HUNDREDS = EXAMPLES // 10

LEAVES: list[dict[str, Any]] = [
    {"type": "string"}, {"type": "integer"}, {"type": "number"}, {"type": "boolean"}, {},
    {"type": "integer", "minimum": 0, "exclusiveMaximum": 3}, {"enum": ["a", "b", None]},
    {"type": "integer", "exclusiveMinimum": -1, "maximum": 2, "default": 1}, {"const": "a"},
    {"type": "string", "format": "date"}, {"type": ["string", "null"]}, {"$ref": "#/$defs/own"},
    {"type": "string", "enum": ["a", "2026-03-31"], "x-remit-ordered": True, "default": "a"},
    {"type": "string", "format": "date", "default": "2026-01-01"},
]  # fmt: skip
VALUES: list[Any] = [
    "a", "b", "c", "", 0, 1, 2, 3, -1, 0.5, 2.5, True, None, "2026-03-31", "2026-02-30", [], {},
    2**53 + 1, 10**29, ["a"], {"a": 1},
]  # fmt: skip
KEYS = "abcd"
DUE = "due: 2026-03-31\n", "due: 2026-02-30\n"


@pytest.mark.parametrize(
    "schema",
    [
        "{type: object, required: [a], additionalProperties: false, properties: {a: {}, b: true}}",
        "{type: object, properties: {a: {type: integer, minimum: 0}, b: {type: number}}}",
        "{type: object, additionalProperties: {type: array, items: {enum: [a, b]}}}",
        "{properties: {a: {$ref: '#/$defs/b'}}, $defs: {b: {type: boolean, title: B}}}",
        "{properties: {a: {$ref: '#'}, b: {type: array, items: {$ref: '#'}}}}",
        "{unevaluatedProperties: false, properties: {a: {const: x, default: x}}}",
        "{properties: {a: {type: string, format: date}, b: {type: [string, 'null']}}}",
        "{properties: {a: {type: object, additionalProperties: true}, b: {type: array}}}",
    ],
)
def test_a_type_says_all_of_a_plain_schema(schema: str) -> None:
    assert schema_of(schema).exact


@pytest.mark.parametrize(
    "field",
    [
        "{type: string, pattern: a}", "{type: string, minLength: 1}", "{minLength: 1}",
        "{type: string, format: date-time}", "{type: string, format: email}", "{format: email}",
        "{type: number, minimum: 0}", "{type: integer, multipleOf: 2}", "{enum: [1, 2]}",
        "{type: integer, minimum: 0.5}", "{type: integer, maximum: 9007199254740993}",
        "{type: array, items: {type: string}, minItems: 1}", "{type: array, uniqueItems: true}",
        "{type: array, items: false}", "{type: array, prefixItems: [{type: string}]}",
        "{type: object}", "{type: object, minProperties: 1, additionalProperties: true}",
        "{type: object, additionalProperties: true, propertyNames: {enum: [a]}}",
        "{type: object, required: [b], properties: {a: {}}}", "{enum: [a, 1]}", "{enum: [true]}",
        "{type: object, properties: {a: false}}", "{type: [string, integer]}", "{type: 'null'}",
        "{type: object, properties: {a: {}}, dependentRequired: {a: [b]}}", "{not: {}}",
        "{allOf: [{type: string}]}", "{oneOf: [{type: string}, {type: integer}]}",
        "{$ref: '#/$defs/text', minLength: 1}", "{if: {type: string}, then: {const: a}}",
        "{enum: [a, b], const: a}", "{type: boolean, enum: [true]}", "{contains: {type: string}}",
    ],
)  # fmt: skip
def test_a_type_does_not_say_all_of_others(field: str) -> None:
    assert not schema_of(f"{{properties: {{f: {field}}}, $defs: {{text: {{}}}}}}").exact


def test_the_standard_kinds_are_validated() -> None:
    assert not any(standard(kind).exact for kind in ("project", "system", "body"))


def test_what_is_exact_is_not_validated() -> None:
    schema = schema_of("{required: [due], properties: {due: {type: string, format: date}}}")
    fine, wrong = (quickly(text, schema) for text in DUE)
    assert repr(admit(fine, schema).plain) == "{'due': datetime.date(2026, 3, 31)}"
    assert "validator" not in vars(schema)
    assert [error.keyword for error in admit(wrong, schema).errors] == ["format"]
    assert "validator" in vars(schema)


def test_numbers_in_lists_have_their_own_bounds() -> None:
    schema = schema_of(
        "{properties: {a: {type: array, items: {type: integer}},"
        " b: {type: array, items: {type: integer, maximum: 1}}}}"
    )
    assert agree(schema, "a: [2]\nb: [1]\n")
    assert not agree(schema, "a: [1]\nb: [2]\n")


def test_whatever_is_written_is_admitted_as_it_is_by_the_validator() -> None:
    chance = random.Random(5)
    admitted = refused = 0
    for _ in range(HUNDREDS * 25):
        schema, written = _schema(chance)
        if not schema.exact:
            continue
        for _ in range(12):
            text = json.dumps(_value(written, written, chance))
            document = read(Source("m.yaml", text)).documents[0]
            if isinstance(document.root.content, dict) and document.root.content:
                fits = agree(schema, "\n".join(blocks(document.root, document)) + "\n")
                admitted, refused = admitted + fits, refused + (not fits)
    assert min(admitted, refused) > HUNDREDS * 20


def _schema(chance: random.Random) -> tuple[Schema, dict[str, Any]]:
    """Gives a schema of what types say, and how it is written."""
    written = _record(chance, 3)
    written["$defs"] = {"own": _form(chance, 1)}
    if written["$defs"]["own"].get("$ref"):
        written["$defs"]["own"] = {"type": "string"}
    return schema_of(json.dumps(written)), written


def _form(chance: random.Random, depth: int) -> dict[str, Any]:
    kind = chance.randrange(6) if depth else 0
    if kind < 3:
        return dict(chance.choice(LEAVES))
    if kind == 3:
        return {"type": "array", "items": _form(chance, depth - 1)}
    if kind == 4:
        return {"type": "object", "additionalProperties": _form(chance, depth - 1)}
    return _record(chance, depth)


def _record(chance: random.Random, depth: int) -> dict[str, Any]:
    names = chance.sample(KEYS, chance.randint(1, len(KEYS)))
    record: dict[str, Any] = {"properties": {name: _form(chance, depth - 1) for name in names}}
    record["required"] = [name for name in names if chance.random() < 0.4]
    if chance.random() < 0.5:
        record["type"] = "object"
    if chance.random() < 0.7:
        others = (False, True, _form(chance, 0))
        keyword = chance.choice(("additionalProperties", "unevaluatedProperties"))
        record[keyword] = chance.choice(others)
    return record


def _value(form: Any, root: dict[str, Any], chance: random.Random) -> Any:
    """Gives a value that mostly fits a schema."""
    if chance.random() < 0.04:
        return chance.choice(VALUES)
    if form.get("$ref"):
        return _value(root["$defs"]["own"], root, chance) if chance.random() < 0.4 else "a"
    if "properties" in form:
        there = {
            name: _value(inner, root, chance)
            for name, inner in form["properties"].items()
            if chance.random() < (0.98 if name in form["required"] else 0.6)
        }
        return there | ({chance.choice("xy"): "a"} if chance.random() < 0.05 else {})
    if form.get("type") == "array":
        return [_value(form["items"], root, chance) for _ in range(chance.randrange(4))]
    if "additionalProperties" in form:
        inner = form["additionalProperties"]
        return {name: _value(inner, root, chance) for name in chance.sample("xyz", 2)}
    fitting = [v for v in VALUES if _fits(form, v)]
    return chance.choice(fitting)


def _fits(form: dict[str, Any], value: Any) -> bool:
    """Says roughly whether a scalar fits a schema."""
    if "enum" in form or "const" in form:
        return value in form.get("enum", [form.get("const")])
    kinds = {"string": str, "integer": int, "number": (int, float), "boolean": bool}
    if form.get("format"):
        return value == "2026-03-31"
    declared = form.get("type")
    declared = declared[0] if isinstance(declared, list) else declared
    return declared is None or isinstance(value, kinds[declared])
