"""A document that is read quickly is admitted as the same one read strictly: the same mistakes, the
same tree of values, and plain values that are that tree without places.

`REMIT_EXAMPLES` says how many schemas and documents are tried.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.conftest import EXAMPLES
from tests.manifests.schemas import schema_of, standard
from tests.manifests.test_lines import MANIFEST, TINY, changed
from tests.manifests.test_validation import LEAVES, PROJECT, SCALARS, documents, schemas

from remit.governance.pickling import pickled
from remit.manifest.document import Document, Node
from remit.manifest.limits import Limits
from remit.manifest.lines import GivenUp, values
from remit.manifest.plain import NotPlainError, stripped
from remit.manifest.reader import decode, read, read_quickly
from remit.manifest.schema import Schema
from remit.manifest.schema_files import load
from remit.manifest.validation import Admission, admit
from remit.manifest.values import Value
from remit.text.folded import unpickled
from remit.text.source import Source

ROOT = Path(__file__).parents[2]

ALL = """
id: shop
owner: mara
version: "1.10"
country: SE
stage: pilot
budget: 1000.50
joint: true
started_on: 2026-03-31
updated: 2026-03-31T10:00:00.25+02:00
open: {date: 2026-03-31, number: 1.50, flag: no, list: [1, 0.5]}
tranches:
  - {id: T1, amount: 0.1}
  - id: T2
    status: released
  - id: T3
    amount:
people: [{name: lin}, {name: noor}]
limits: {a: 0.1, b: 3}
"""


def quickly(text: str, schema: Schema) -> Document:
    """Gives the document of a text, read quickly where that can be."""
    return read_quickly(Source("m.yaml", text), Limits(), schema.guided(Limits())).documents[0]


def both(schema: Schema, text: str) -> tuple[Admission, Admission]:
    """Gives a text admitted quickly, if it can be, and strictly."""
    quick = read_quickly(Source("m.yaml", text), Limits(), schema.guided(Limits()))
    strict = read(Source("m.yaml", text))
    assert quick.diagnostics == strict.diagnostics == ()
    return admit(quick.documents[0], schema), admit(strict.documents[0], schema)


def seen(value: Value) -> Iterator[object]:
    """Gives everything that there is to see of a tree, from the top down."""
    data, spot = value.data, value.spot
    assert spot is not None
    siblings = spot.siblings
    yield spot.keys(), spot.list_key, value.filled
    if siblings is not None:
        assert isinstance(spot.key, int)
        assert siblings[spot.key] is value
    if isinstance(data, list):
        yield len(data)
        for item in data:
            yield from seen(item)
    elif isinstance(data, dict):
        yield list(data)
        for item in data.values():
            yield from seen(item)
    else:
        yield type(data), repr(data), getattr(data, "order", None)


def agree(schema: Schema, text: str) -> bool:
    """Holds the two against each other; says whether the quick one was of use."""
    quick, strict = both(schema, text)
    assert [e.diagnostic.message for e in quick.errors] == [
        e.diagnostic.message for e in strict.errors
    ]
    assert quick.wrong == strict.wrong
    assert [e.diagnostic.message for e in quick.strays] == [
        e.diagnostic.message for e in strict.strays
    ]
    assert strict.plain is None
    if quick.plain is None:
        return False
    assert quick.errors == ()
    assert repr(quick.plain) == repr(stripped(strict.value))
    assert list(seen(quick.value)) == list(seen(strict.value))
    return True


def test_every_type_is_read_quickly() -> None:
    assert agree(schema_of(PROJECT), ALL)


@pytest.mark.parametrize(
    "change",
    [
        "version: 1.10", "owner: 007", "country: NO", "stage: grown", "started_on: 2026-02-30",
        "started_on: 0000-01-01", "updated: 2026-03-31", "budget: much", "joint: yes", "other: 1",
        "open: {a: [null]}", "limits: {a: null}", "limits: {a: x}", "tranches: [null]", "id: null",
        "people: [lin]", "tranches: {}", "stage: 3", "joint:", "updated: 2016-12-31T23:59:60Z",
        "tranches: [{id: T1, status: null}]", "tranches: [{id: T1, status: 1}]", "open: 0.5",
    ],
)  # fmt: skip
def test_whatever_is_changed_both_see_the_same(change: str) -> None:
    name = change.partition(":")[0]
    kept = [part for part in ALL.split("\n") if not part.startswith(name)]
    text = "\n".join(kept) + "\n" + change + "\n"
    if name in ("tranches", "people"):
        text = f"id: shop\nowner: mara\n{change}\n"
    agree(schema_of(PROJECT), text)


def test_a_schema_that_was_kept_reads_the_same() -> None:
    text = PROJECT.replace("additionalProperties: false", "", 1)
    data = pickled(schema_of(text))
    assert data is not None
    kept = unpickled(data)
    assert agree(kept, ALL)
    assert agree(kept, "id: shop\nowner: mara\n")
    for more in ("stages: pilot", "Budgets: 1", "other: 1", "more: {a: [null]}", "more: 0.5"):
        assert agree(kept, f"{ALL}{more}\n") is agree(schema_of(text), f"{ALL}{more}\n"), more


def test_defaults_are_no_part_of_what_was_written() -> None:
    schema = schema_of(PROJECT)
    document = quickly("id: s\nowner: m\ntranches:\n  - id: T1\n", schema)
    assert admit(document, schema).plain is not None
    assert document.text(("id",)) == "s"
    assert document.text(("tranches", 0, "status")) is None
    assert document.text(("tranches",)) is None
    assert document.text(("none",)) is None


def test_how_a_number_is_written_is_known() -> None:
    document = read_quickly(Source("m.yaml", "a: 1.50\nb: '1.5'\nc: null\n"), Limits()).documents[0]
    assert [document.text((key,)) for key in "abc"] == ["1.50", "1.5", None]


@pytest.mark.parametrize("default", [["x"], []])
def test_defaults_are_not_shared(default: list[str]) -> None:
    texts = f"{{type: array, items: {{type: string}}, default: {default}}}"
    schema = schema_of(f"{{properties: {{a: {texts}, b: {{}}}}}}")
    first, second, third = (admit(quickly("b: 1\n", schema), schema).plain for _ in range(3))
    assert first == second == third == {"b": 1, "a": default}
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert isinstance(third, dict)
    assert first["a"] is not second["a"] is not third["a"] is not first["a"]


def test_what_is_unknown_has_no_plain_form() -> None:
    strict = admit(
        read(Source("m.yaml", "id: s\nowner: m\nbudget: x\n")).documents[0], schema_of(PROJECT)
    )
    with pytest.raises(NotPlainError):
        stripped(strict.value)


def test_names_of_fields_may_hold_anything() -> None:
    name = '\'); raise SystemExit(\'x\\\\\\n"""\\\\u0027 {0} # '
    field = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    schema = schema_of(
        f"{{type: object, properties: {{{field}: {{type: string, default: {field}}}}}}}"
    )
    quick, strict = both(schema, "other: 1\n")
    assert quick.plain == stripped(strict.value)
    assert isinstance(quick.plain, dict)
    assert list(quick.plain) == ["other", name]


def test_the_standard_manifests_are_read_the_same() -> None:
    quick = 0
    for path in sorted((ROOT / "examples").rglob("*.yaml")):
        for kind in ("project", "system", "body"):
            if kind in (path.stem, path.parent.name.removesuffix("ies") + "y"):
                quick += agree(standard(kind), path.read_text("utf-8"))
    assert quick > 10


@given(
    schema=st.recursive(LEAVES, schemas, max_leaves=8),
    document=st.recursive(SCALARS, documents, max_leaves=10),
)
@settings(max_examples=5 * EXAMPLES)
def test_any_document_is_admitted_the_same(schema: str, document: str) -> None:
    made, _ = load("schema.yaml", {"schema.yaml": Source("schema.yaml", schema)}.get)
    assume(made is not None)
    assert made is not None
    whole = read(Source("m.yaml", document)).documents[0]
    assume(isinstance(whole.root.content, dict | list) and whole.root.content)
    agree(made, "\n".join(blocks(whole.root, whole)) + "\n")


def test_the_manifest_of_many_forms_is_admitted_the_same() -> None:
    assert agree(schema_of("{type: object}"), MANIFEST.replace("empty:\nnothing: null\n", ""))
    agree(schema_of("{type: object}"), MANIFEST)


def blocks(node: Node, document: Document) -> Iterator[str]:
    """Gives a node in block style."""
    inner = node.content.items() if isinstance(node.content, dict) else None
    items = node.content if isinstance(node.content, list) else ()
    for key, below in inner or ((None, item) for item in items):
        head = f"{key}:" if key is not None else "-"
        if isinstance(below.content, dict | list) and below.content:
            lines = list(blocks(below, document))
            if key is None and isinstance(below.content, dict):
                yield f"- {lines[0]}"
                yield from (f"  {line}" for line in lines[1:])
            else:
                yield head
                yield from (f"  {line}" for line in lines)
        elif isinstance(below.content, dict | list):
            yield f"{head} {'{}' if isinstance(below.content, dict) else '[]'}"
        else:
            yield f"{head} {document.source.slice(below.span)}"


def test_places_are_those_of_the_strict_reader() -> None:
    laid_out = sum(
        same_places(path.read_text("utf-8")) for path in sorted((ROOT / "examples").rglob("*.yaml"))
    )
    assert laid_out > 1000
    assert same_places(MANIFEST) > 40
    assert same_places("a:\n" + "- b: 1\n\n  c: [2]\n- d\n" * 40 + "e: f\n") > 200


@pytest.mark.parametrize("seed", range(2))
def test_places_of_changed_manifests_are_those_of_the_strict_reader(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(EXAMPLES * 5):
        same_places(changed(chance.choice((MANIFEST, *TINY)), chance))


def same_places(text: str) -> int:
    """Holds the places of all paths of a text against those of the strict reader, and of paths that
    aren't there; gives how many there were."""
    source = decode("m.yaml", text.encode("utf-8", "surrogatepass"))[0]
    if source is None or isinstance(values(source.text, Limits()), GivenUp):
        return 0
    [quick], [strict] = read_quickly(source, Limits()).documents, read(source).documents
    checked = 0
    for path in paths(strict.root, ()):
        for asked in (path, (*path, "none"), (*path, 99), (*path, 0), (*path, "id", "x")):
            assert quick.span(asked) == strict.span(asked), (text, asked)
            assert quick.has(asked) == strict.has(asked), (text, asked)
            assert quick.stands(asked) == strict.stands(asked), (text, asked)
            assert quick.text(asked) == strict.text(asked), (text, asked)
        checked += not isinstance(quick.tree, Node)
    return checked


def paths(node: Node, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    yield path
    inner = node.content
    if isinstance(inner, dict):
        for key, below in inner.items():
            yield from paths(below, (*path, key))
    elif isinstance(inner, list):
        for index, below in enumerate(inner):
            yield from paths(below, (*path, index))
