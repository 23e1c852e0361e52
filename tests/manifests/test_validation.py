"""What rules see of a manifest: values as the schema reads them, defaults, what is unknown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.conftest import EXAMPLES
from tests.manifests.schemas import schema_of

from remit.manifest import case, phrases
from remit.manifest.document import Document, Node
from remit.manifest.paths import keyed
from remit.manifest.reader import read
from remit.manifest.schema_files import load
from remit.manifest.validation import Admission, admit
from remit.manifest.values import ABSENT, Member, Unknown, Value
from remit.text.diagnostic import nearest
from remit.text.source import Source, Span

PROJECT = """
required: [id, owner]
additionalProperties: false
properties:
  id: {type: string}
  owner: {type: string}
  version: {type: string}
  country: {enum: ["NO", SE]}
  stage: {enum: [idea, pilot, scale], x-remit-ordered: true}
  budget: {type: number}
  joint: {type: boolean}
  started_on: {type: string, format: date}
  updated: {type: string, format: date-time}
  open: {}
  tranches:
    type: array
    items:
      type: object
      properties:
        id: {type: string}
        amount: {type: number}
        status: {type: string, default: planned}
  people:
    type: array
    x-remit-key: name
    items: {type: object, properties: {name: {type: string}}}
  limits: {type: object, additionalProperties: {type: number}}
"""


def test_values_are_read_by_their_type() -> None:
    seen = plain(admitted(PROJECT, """
id: 12e3
owner: 007
version: 1.10
country: NO
budget: 1_000
joint: true
started_on: 2026-03-31
updated: 2026-03-31T10:00:00.25+02:00
open: {date: 2026-03-31, number: 1.50, flag: no, list: [1, ~]}
limits: {a: 0.1, b: 3}
""".replace("1_000", "1000.50")))  # fmt: skip
    assert seen == {
        "id": "12e3",
        "owner": "007",
        "version": "1.10",
        "country": "NO",
        "budget": Fraction(2001, 2),
        "joint": True,
        "started_on": date(2026, 3, 31),
        "updated": datetime.fromisoformat("2026-03-31T10:00:00.250+02:00"),
        "open": {
            "date": "2026-03-31",
            "number": Fraction(3, 2),
            "flag": "no",
            "list": [1, ABSENT],
        },
        "limits": {"a": Fraction(1, 10), "b": 3},
    }


def test_a_member_of_an_ordered_enum_knows_the_order() -> None:
    stage = at(admitted(PROJECT, "{id: a, owner: b, stage: pilot}"), "stage").data
    assert isinstance(stage, Member)
    assert (stage, stage.order) == ("pilot", ("idea", "pilot", "scale"))


def test_elements_know_their_list_and_its_key() -> None:
    admission = admitted(PROJECT, """
id: a
owner: b
people: [{name: ann}, {name: lin}]
tranches: [{id: T1}, {id: T2, amount: 5}]
""")  # fmt: skip
    amount = at(admission, "tranches", 1, "amount")
    name = at(admission, "people", 0, "name")
    assert amount.spot is not None
    assert name.spot is not None
    assert keyed(amount.spot) == "tranches[id=T2].amount"
    assert keyed(name.spot) == "people[name=ann].name"
    assert (amount.spot.place().line, amount.spot.place().column) == (5, 39)


def test_a_null_is_absent_and_stands_at_its_key() -> None:
    admission = admitted(PROJECT, "id: a\nowner: b\nbudget:\ntranches: ~\n")
    assert admission.errors == ()
    budget = admission.value.field("budget")
    assert budget.data == ABSENT
    assert budget.spot is not None
    assert budget.spot.place().line == 3


def test_defaults_are_filled_from_the_outside_in() -> None:
    schema = """
properties:
  funding:
    default: {currency: EUR}
    required: [currency, share, tranches]
    properties:
      currency: {type: string}
      share: {type: number, default: 0.25}
      tranches: {type: array, default: [{id: 1}], items: {properties: {
        id: {type: string}, status: {type: string, default: planned}}}}
"""
    whole = admitted(schema, "name: a")
    assert whole.errors == ()
    assert plain(whole)["funding"] == {
        "currency": "EUR",
        "share": Fraction(1, 4),
        "tranches": [{"id": "1", "status": "planned"}],
    }
    status = at(whole, "funding", "tranches", 0, "status")
    assert status.filled
    assert status.spot is not None
    assert status.spot.keys() == ("funding", "tranches", 0, "status")
    assert status.spot.place().line == 1
    part = admitted(schema, "funding: {currency: SEK, share: ~, tranches: [{id: 2, status: met}]}")
    assert part.errors == ()
    assert at(part, "funding", "share").filled
    assert not at(part, "funding", "currency").filled
    assert plain(part)["funding"]["tranches"] == [{"id": "2", "status": "met"}]


WRONG = [
    ("budget: ten", ("budget",), "`budget` is wrong: expected a number, found text `ten`"),
    ("stage: plot", ("stage",), "`stage` is wrong: expected `idea`, `pilot` or `scale`"),
    ("started_on: 2026-02-30", ("started_on",), "`started_on` is wrong: there is no day"),
    ("limits: 3", ("limits",), "`limits` is wrong: expected a map, found the number `3`"),
    ("tranches: {id: T1}", ("tranches",), "`tranches` is wrong: expected a list, found a map"),
    ("tranches: [{id: T1, amount: x}]", ("tranches", 0, "amount"), "`tranches[id=T1].amount` is"),
    ("version: [1]", ("version",), "`version` is wrong: expected text, found a list"),
    ("joint: yes", ("joint",), "`joint` is wrong: expected `true` or `false`"),
]


@pytest.mark.parametrize(("line", "path", "reason"), WRONG)
def test_a_wrong_value_is_unknown_to_rules(
    line: str, path: tuple[str | int, ...], reason: str
) -> None:
    admission = admitted(PROJECT, f"id: a\nowner: b\n{line}\n")
    assert [error.path for error in admission.errors] == [path]
    assert admission.wrong == {path}
    unknown = at(admission, *path).data
    assert isinstance(unknown, Unknown)
    assert unknown.reason.startswith(reason)
    assert unknown.spot is not None
    assert unknown.spot.keys() == path


UNHELD = [
    ("{type: string, format: date}", "0000-01-01"),
    ("{type: string, format: date-time}", "2016-12-31T23:59:60Z"),
    ("{type: string, format: date-time}", "2016-12-31T23:59:59.1234567Z"),
]


@pytest.mark.parametrize(("schema", "text"), UNHELD)
def test_a_proper_value_that_cannot_be_held_is_unknown(schema: str, text: str) -> None:
    admission = admitted(f"properties: {{a: {schema}}}", f"a: {text}")
    unknown = at(admission, "a").data
    assert isinstance(unknown, Unknown)
    assert unknown.reason.startswith("`a` is wrong: expected a")


def test_a_value_outside_of_its_condition_is_unknown_where_its_type_cannot_hold_it() -> None:
    schema = """
properties: {kind: {type: string}}
if: {required: [kind], properties: {kind: {const: money}}}
then: {properties: {amount: {type: number}}}
"""
    admission = admitted(schema, "{kind: words, amount: much}")
    assert admission.errors == ()
    assert isinstance(at(admission, "amount").data, Unknown)


def test_what_errors_name_is_wrong() -> None:
    admission = admitted(PROJECT, "id: a\nownr: b\ntranches: [{amount: x}]\n")
    assert admission.wrong == {("owner",), ("ownr",), ("tranches", 0, "amount")}
    assert [error.path for error in admission.errors] == [("ownr",), ("tranches", 0, "amount")]
    assert admission.value.field("owner").data == ABSENT


def test_text_that_one_of_several_forms_wanted_is_text_to_rules() -> None:
    schema = "properties: {v: {oneOf: [{type: string}, {type: array, items: {type: string}}]}}"
    assert plain(admitted(schema, "v: 1.10")) == {"v": "1.10"}
    assert plain(admitted(schema, "v: [1.10, true, x]")) == {"v": ["1.10", "true", "x"]}
    mixed = admitted("properties: {v: {oneOf: [{type: boolean}, {const: '1'}]}}", "v: true")
    assert plain(mixed) == {"v": True}


ROOTS = ["~", "3", "text", "[]", "[1, ~]", "{}", "'': {'': ~}"]


@pytest.mark.parametrize("text", ROOTS)
def test_any_root_is_admitted(text: str) -> None:
    assert {error.path for error in admitted("type: object", text).errors} <= {()}
    assert admitted("true", text).errors == ()


def test_numbers_of_any_size_stay_exact() -> None:
    digits = "9" * 900
    admission = admitted("{type: number, multipleOf: 0.01}", f"{digits}.12")
    assert admission.errors == ()
    assert admission.value.data == Fraction(f"{digits}.12")
    assert len(admitted("maximum: 5", digits).errors) == 1


def test_what_is_nested_beyond_reason_is_refused() -> None:
    node = Node(1, Span(0, 1), "1", True)
    for _ in range(30_000):
        node = Node([node], Span(0, 1))
    admission = admit(Document(Source("deep.yaml", "1"), 0, node), schema_of("true"))
    assert [error.diagnostic.message for error in admission.errors] == [
        "the document can't be validated"
    ]
    assert isinstance(admission.value.data, Unknown)


KEYS = st.sampled_from(["a", "b", "id", "status", "odd key"])
LEAVES = st.sampled_from([
    "{type: string}", "{type: number}", "{type: integer}", "{type: boolean}", "true", "false",
    "{type: [string, 'null']}", "{type: string, format: date}", "{enum: [a, b]}", "{const: 3}",
    "{type: string, format: date-time}", "{enum: [a, b], x-remit-ordered: true}", "{minimum: 0.1}",
    "{type: string, minLength: 2, pattern: '^a'}", "{type: number, multipleOf: 0.5, default: 1}",
    "{not: {type: string}}", "{$ref: '#'}", "{type: string, default: 1x}", "{required: [a]}",
])  # fmt: skip


def schemas(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    listed = st.lists(inner, min_size=1, max_size=3).map(", ".join)
    named = st.dictionaries(KEYS, inner, max_size=3).map(
        lambda fields: ", ".join(f"{key}: {value}" for key, value in fields.items())
    )
    return st.one_of(
        named.map(lambda fields: f"{{type: object, properties: {{{fields}}}}}"),
        named.map(lambda fields: f"{{unevaluatedProperties: false, properties: {{{fields}}}}}"),
        named.map(lambda fields: f"{{required: [a], properties: {{{fields}}}, default: {{a: b}}}}"),
        inner.map(lambda one: f"{{type: array, items: {one}, uniqueItems: true}}"),
        inner.map(lambda one: f"{{additionalProperties: {one}, minProperties: 1}}"),
        inner.map(lambda one: f"{{contains: {one}, maxItems: 2}}"),
        inner.map(lambda one: f"{{propertyNames: {one}}}"),
        inner.map(lambda one: f"{{not: {one}}}"),
        listed.map(lambda many: f"{{oneOf: [{many}]}}"),
        listed.map(lambda many: f"{{anyOf: [{many}]}}"),
        listed.map(lambda many: f"{{allOf: [{many}], unevaluatedProperties: false}}"),
        listed.map(lambda many: f"{{prefixItems: [{many}], items: false}}"),
        st.tuples(inner, inner, inner).map(
            lambda three: "{{if: {}, then: {}, else: {}, unevaluatedItems: false}}".format(*three)
        ),
        inner.map(lambda one: f"{{dependentSchemas: {{a: {one}}}, dependentRequired: {{a: [b]}}}}"),
    )


def documents(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(KEYS, inner, max_size=4).map(
            lambda fields: "{" + ", ".join(f"{key}: {value}" for key, value in fields.items()) + "}"
        ),
    )


SCALARS = st.sampled_from([
    "~", "true", "no", "1", "-0.5", "1e300", "a", "b", "abc", "''", "'3'", "2026-02-30",
    "2026-03-31", "2026-03-31T10:00:00Z", "12e4567", '"\\u0000\\u202e"', "!!float 1.5",
])  # fmt: skip


@given(
    schema=st.recursive(LEAVES, schemas, max_leaves=8),
    document=st.recursive(SCALARS, documents, max_leaves=10),
)
@settings(max_examples=3 * EXAMPLES)
def test_any_document_is_admitted_by_any_schema(schema: str, document: str) -> None:
    made, _ = load("schema.yaml", {"schema.yaml": Source("schema.yaml", schema)}.get)
    assume(made is not None)
    assert made is not None
    root = read(Source("manifest.yaml", document)).documents[0]
    admission = admit(root, made)
    assert bool(admission.errors) == bool(admission.wrong)
    for error in admission.errors:
        assert error.diagnostic.span is not None
        assert error.diagnostic.span.end <= len(document)
        found = found_at(admission, error.path)
        scalar = found is not None and not isinstance(found.data, dict | list)
        if scalar and error.keyword not in ("unknown-key", "key", "required"):
            assert isinstance(found.data, Unknown)


def admitted(schema: str, text: str) -> Admission:
    reading = read(Source("manifest.yaml", text))
    assert reading.diagnostics == ()
    return admit(reading.documents[0], schema_of(schema))


def found_at(admission: Admission, path: tuple[str | int, ...]) -> Value | None:
    value: Value | None = admission.value
    for key in path:
        data = value.data if value else None
        if isinstance(data, dict) and isinstance(key, str):
            value = data.get(key)
        elif isinstance(data, list) and isinstance(key, int) and key < len(data):
            value = data[key]
        else:
            return None
    return value


def at(admission: Admission, *path: str | int) -> Value:
    value = found_at(admission, path)
    assert value is not None
    return value


def plain(value: Value | Admission) -> Any:
    data = value.value.data if isinstance(value, Admission) else value.data
    match data:
        case dict():
            return {key: plain(inner) for key, inner in data.items()}
        case list():
            return [plain(inner) for inner in data]
    return data


def test_what_was_meant_is_told_of_a_hundred_undeclared_keys(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def noting(word: str, known: Iterable[str]) -> str | None:
        asked.append(word)
        return nearest(word, known)

    for module in (case, phrases):
        monkeypatch.setattr(module, "nearest", noting)
    fields = "properties: {budget: {}, owner: {}}"
    schema = f"{{required: [budget, owner], additionalProperties: false, {fields}}}"
    admission = admitted(schema, "budgt: 1\n" + "".join(f"x{n}: 1\n" for n in range(2000)))
    assert len(admission.errors) == 2002
    assert "did you mean `budget`?" in [error.diagnostic.help for error in admission.errors]
    assert len(asked) <= 3 * 100
