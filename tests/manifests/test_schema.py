"""Schemas in several files: what is drawn in, what is refused, and where mistakes are told."""

from __future__ import annotations

import pytest

from remit.manifest.reader import read
from remit.manifest.schema import Schema
from remit.manifest.schema_files import load
from remit.manifest.types import NumberType, Record, TextType
from remit.manifest.validation import admit
from remit.text.diagnostic import Diagnostic
from remit.text.source import Source

ROOT = """
$id: https://example.org/schemas/project.schema.yaml
properties:
  money: {$ref: "common/money.yaml#/$defs/money"}
  name: {$ref: "names.json#name"}
  again: {$ref: "https://example.org/schemas/project.schema.yaml#/$defs/own"}
  inner: {$ref: "inside"}
$defs:
  own: {type: number}
  odd:
    $id: inside
    $ref: "#/$defs/text"
    $defs: {text: {type: string, minLength: 2}}
"""
FILES = {
    "project.schema.yaml": ROOT,
    "common/money.yaml": """
$defs:
  money:
    required: [amount]
    properties:
      amount: {$ref: "../numbers.yaml"}
      project: {$ref: "../project.schema.yaml"}
""",
    "numbers.yaml": "{type: number, minimum: 0}",
    "names.json": '{"$defs": {"name": {"$anchor": "name", "type": "string", "maxLength": 3}}}',
}


def test_references_lead_into_other_files_and_back() -> None:
    schema = loaded(FILES)
    record = schema.type
    assert isinstance(record, Record)
    money = record.fields["money"].type
    assert isinstance(money, Record)
    assert money.fields["amount"].type == NumberType()
    assert money.fields["amount"].pointer == "common/money.yaml#/$defs/money/properties/amount"
    assert isinstance(money.fields["project"].type, Record)
    assert record.fields["name"].type == record.fields["inner"].type == TextType()
    assert record.fields["again"].type == NumberType()
    assert [source.name for source in schema.files] == [
        "project.schema.yaml", "common/money.yaml", "names.json", "numbers.yaml",
    ]  # fmt: skip


def test_the_validator_follows_them_too() -> None:
    text = """
money: {amount: -1, project: {money: {}, again: ten}}
name: checkout
inner: x
"""
    assert said(loaded(FILES), text) == [
        (2, 17, "expected at least 0, found `-1`"),
        (2, 31, "`amount` is missing"),
        (2, 49, "expected a number, found text `ten`"),
        (3, 7, "expected at most 3 characters, found 8"),
        (4, 8, "expected at least 2 characters, found 1"),
    ]


@pytest.mark.parametrize(
    ("files", "place", "part"),
    [
        ({"a.yaml": "$ref: b.yaml", "b.yaml": "type: strin"}, "b.yaml:1:7", "`string`"),
        ({"a.yaml": "$ref: b.yaml", "b.yaml": "type: [string"}, "b.yaml:1", ""),
        ({"a.yaml": "$ref: b.yaml", "b.yaml": "$ref: c.yaml"}, "b.yaml:1:7", "leads to no file"),
        ({"a.yaml": "$ref: b.yaml", "b.yaml": "# none"}, "b.yaml:1:1", "no document"),
        ({"a.yaml": "$ref: x/b.yaml", "x/b.yaml": "$ref: ../../c.yaml"}, "x/b.yaml:1:7", "leaves"),
        ({"a.yaml": "type: string\n---\ntype: string"}, "a.yaml:3:1", "several documents"),
        ({}, "a.yaml:1:1", "there is no schema file `a.yaml`"),
    ],
)
def test_a_mistake_is_told_in_the_file_that_holds_it(
    files: dict[str, str], place: str, part: str
) -> None:
    schema, found = load("a.yaml", sources(files).get)
    assert schema is None
    assert len(found) == 1
    at = found[0].place
    assert f"{found[0].source.name}:{at.line}:{at.column}".startswith(place)
    assert part in found[0].message + str(found[0].help)


def test_what_keeps_a_file_from_being_read_is_passed_on() -> None:
    refused = Diagnostic("encoding", "the file is not UTF-8", Source("b.yaml", ""))

    def fetch(file: str) -> Source | list[Diagnostic]:
        return Source(file, "$ref: b.yaml") if file == "a.yaml" else [refused]

    assert load("a.yaml", fetch) == (None, [refused])


def test_all_mistakes_are_told_at_once_and_in_order() -> None:
    schema, found = load(
        "a.yaml", sources({"a.yaml": "type: strin\n$ref: b.yaml\nrequird: []"}).get
    )
    assert schema is None
    assert [diagnostic.code for diagnostic in found] == [
        "json-schema", "json-schema-reference", "json-schema-keyword",
    ]  # fmt: skip


def test_a_file_that_is_drawn_in_twice_is_read_once() -> None:
    asked: list[str] = []

    def fetch(file: str) -> Source | None:
        asked.append(file)
        return sources(FILES).get(file)

    loaded_schema, _ = load("project.schema.yaml", fetch)
    assert loaded_schema is not None
    assert sorted(asked) == sorted(FILES)


def test_references_that_turn_in_circles_end() -> None:
    files = {"project.schema.yaml": "$ref: b.yaml", "b.yaml": "properties: {up: {$ref: b.yaml}}"}
    assert said(loaded(files), "up: {up: {up: {}}}") == []


def chained(step: str, length: int, last: str = "{type: string}") -> str:
    """A schema of definitions that each lead to the next, whose number stands for `@`."""
    steps = [f"  d{i}: {step.replace('@', f'#/$defs/d{i + 1}')}" for i in range(length)]
    head = ["properties: {x: {$ref: '#/$defs/d0', default: {}}}", "$defs:"]
    return "\n".join([*head, *steps, f"  d{length}: {last}"])


@pytest.mark.parametrize(
    "step",
    [
        "{$ref: '@'}",
        "{allOf: [{$ref: '@'}]}",
        "{anyOf: [{$ref: '@'}, {type: number}]}",
        "{type: array, items: {$ref: '@'}}",
    ],
)
def test_a_long_row_of_definitions_is_refused_in_words(step: str) -> None:
    text = chained(step, 2000)
    schema, found = load("s.yaml", {"s.yaml": Source("s.yaml", text)}.get)
    assert schema is None
    assert [d.code for d in found] == ["json-schema"]
    assert "hundreds in a row" in found[0].message


def test_hundreds_of_records_may_lead_to_each_other() -> None:
    step = "{type: object, properties: {up: {$ref: '#/$defs/d0'}, y: {$ref: '@'}}}"
    schema = loaded({"project.schema.yaml": chained(step, 500)})
    assert said(schema, "x: {y: {up: {y: {y: {}}}}}") == []
    assert said(schema, "x: {y: {up: 5}}") == [(1, 13, "expected a map, found the number `5`")]


@pytest.mark.parametrize(
    ("fields", "said"),
    [("{a: &}", "over 64 deep"), ("{a: &, b: &}", "more than 1,000 values at once")],
)
def test_defaults_that_fill_in_too_much_are_refused(fields: str, said: str) -> None:
    fields = fields.replace("&", "{$ref: '@', default: {}}")
    length = 100 if "deep" in said else 30
    text = chained(f"{{type: object, properties: {fields}}}", length, "{type: object}")
    schema, found = load("s.yaml", {"s.yaml": Source("s.yaml", text)}.get)
    assert schema is None
    assert [d.code for d in found] == ["json-schema-default"]
    assert said in found[0].message


def sources(files: dict[str, str]) -> dict[str, Source]:
    return {name: Source(name, text) for name, text in files.items()}


def loaded(files: dict[str, str]) -> Schema:
    schema, diagnostics = load("project.schema.yaml", sources(files).get)
    assert schema is not None, diagnostics
    return schema


def said(schema: Schema, text: str) -> list[tuple[int, int, str]]:
    document = read(Source("manifest.yaml", text)).documents[0]
    found = [error.diagnostic for error in admit(document, schema).errors]
    return [(d.place.line, d.place.column, d.message) for d in found]
