"""The reader that a type guides gives up, or gives what the strict reader, the validator and rules'
values come to: on manifests that were changed at random, while it forgets what it remembers.

`REMIT_EXAMPLES` says how many hundreds of changed manifests are tried.
"""

from __future__ import annotations

import random

import pytest
from tests.conftest import EXAMPLES
from tests.manifests.schemas import schema_of
from tests.manifests.test_lines import changed
from tests.manifests.test_quickly import ALL, agree
from tests.manifests.test_validation import PROJECT

from remit.manifest import points
from remit.manifest.guide import Shaped
from remit.manifest.limits import Limits
from remit.manifest.lines import GIVEN_UP
from remit.manifest.reader import decode, read
from remit.manifest.schema import Schema

EXACT = """
type: object
additionalProperties: false
required: [id, parts]
properties:
  id: {type: string}
  size: {enum: [small, large]}
  stage: {type: string, enum: [idea, pilot, grown], x-remit-ordered: true}
  due: {type: string, format: date, default: "2026-01-01"}
  limits: {type: object, additionalProperties: {type: integer}}
  any: {}
  parts:
    type: array
    items:
      type: object
      additionalProperties: false
      required: [name]
      properties:
        name: {type: string}
        share: {type: number}
        done: {type: boolean, default: false}
        on: {type: string, format: date}
        count: {type: integer, minimum: 1, maximum: 9}
        gates: {type: array, items: {type: string}}
        parts: {type: array, items: {type: object, properties: {name: {type: string}}}}
        inner: {type: object, properties: {a: {type: integer}, b: {type: array, items: {}}}}
"""

WHOLE = """\
---
# what is to be built
id: shop
size: large
stage: pilot
due: 2026-03-31
limits:
  a: 1
  b: 22
any:
  - 1
  - x: [a, {b: c}]
    y:
      z: true
parts:
  - name: first
    share: 0.25
    gates: [M1, "M 2"]
    parts:
      - name: a

      - name: b
    inner:
      a: 1
      b:
        - x
        - 2
  - name: second
    on: 2026-04-01
    done: true
    count: 3
    gates:
      - M3
      - M4
  -   name: third
      inner: {a: 2}
"""

TINY = (
    "id: a\nparts: []\n",
    "parts:\n- name: x\nid: a\n",
    "id: a\nparts:\n- gates:\n  - a\n  name: x\n- name: y\n",
    "id: a\nsize:\nparts:\n    - name: x\n      share: 1\n    - name: y\n",
    "id: a\nlimits:\n    a: 1\nparts:\n  - name: b\n    inner:\n        a: 2\n  - name: c\n",
)
VALUES = ("x", "1", "0.5", "true", "2026-04-02", "null", "", "[a]", "[]", "{}", "{a: 1}", "small")


def gently(text: str, chance: random.Random) -> str:
    """Gives a text with a line or two put in, left out, moved, or with another value."""
    for _ in range(chance.randint(1, 2)):
        lines = text.split("\n")
        here, there = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(5):
            case 0:
                lines.insert(here, chance.choice(["", "  # a comment", "#", lines[there]]))
            case 1:
                del lines[here]
            case 2:
                lines[here], lines[there] = lines[there], lines[here]
            case _:
                head, colon, _ = lines[here].partition(":")
                lines[here] = f"{head}: {chance.choice(VALUES)}" if colon else lines[here]
        text = "\n".join(lines)
    return text


def holds(schema: Schema, text: str) -> bool:
    """Holds what is read against what the strict reader reads; says whether anything was."""
    source, _ = decode("m.yaml", text.encode("utf-8", "surrogatepass"), Limits())
    found = schema.guided(Limits()).read(source.text if source is not None else text)
    if found is GIVEN_UP:
        return False
    assert source is not None, text
    reading = read(source)
    assert reading.diagnostics == (), text
    assert len(reading.documents) == 1, text
    return agree(schema, source.text)


@pytest.fixture(params=["remembered", "forgotten"])
def memory(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "forgotten":
        monkeypatch.setattr(points, "REMEMBERED", 13)
        monkeypatch.setattr(points, "MOST", 25)


@pytest.mark.parametrize("schema_text", [EXACT, PROJECT, EXACT.replace("required: [id,", "x-r: [")])
@pytest.mark.usefixtures("memory")
def test_changed_manifests_are_read_as_they_are_strictly(schema_text: str) -> None:
    schema = schema_of(schema_text, "changed.yaml")
    text = ALL if schema_text is PROJECT else WHOLE
    assert holds(schema, text)
    chance = random.Random(schema_text)
    read = 0
    for _ in range(EXAMPLES * 20):
        change = chance.choice([changed, gently, gently])
        mixed = change(chance.choice((text, text, *TINY)), chance)
        read += holds(schema, mixed)
        if chance.random() < 0.3:  # once more, as what is read then is remembered
            holds(schema, mixed)
    assert read > EXAMPLES


def test_the_schema_of_these_tests_is_exact() -> None:
    assert schema_of(EXACT).exact


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("id: a\nparts: []\n", {"id": "a", "parts": [], "due": ...}),
        ("id: a\nsize:\nparts: []\n", {"id": "a", "parts": [], "due": ...}),
        ("id: a\ndue: null\nparts: []\n", {"id": "a", "parts": [], "due": ...}),
        ("id: a\nparts:\n- name: x\n  gates: []\n", None),
        ("id: a\nparts: []\nid: b\n", GIVEN_UP), ("id: null\nid: b\nparts: []\n", GIVEN_UP),
        ("id: b\nparts: []\nid:\n", GIVEN_UP), ("id: b\nsize:\nsize: null\nparts: []\n", GIVEN_UP),
        ("parts: []\n", GIVEN_UP), ("id: a\nparts:\n  - share: 1\n", GIVEN_UP),
        ("id: a\nparts: []\nother: 1\n", GIVEN_UP), ("id: 7\nparts: []\n", GIVEN_UP),
        ("id: a\nparts: {}\n", GIVEN_UP), ("id: a\nparts:\n  name: x\n", GIVEN_UP),
        ("id: a\nparts: []\nlimits: []\n", GIVEN_UP), ("id: a\nparts: []\nany:\n", None),
        ("id: a\nparts: []\nlimits:\n  - 1\n", GIVEN_UP), ("id: a\nparts:\n  - x\n", GIVEN_UP),
        ("id: a\nparts: []\nlimits:\n  a:\n", GIVEN_UP), ("", GIVEN_UP), ("- id: a\n", GIVEN_UP),
        ("id: a\nparts:\n  - name: x\n    count: 10\n", GIVEN_UP), ("# nothing\n", GIVEN_UP),
        ("  id: a\n  parts: []\n", GIVEN_UP),
    ],
)  # fmt: skip
def test_what_is_read_and_what_is_not(text: str, value: object) -> None:
    found = schema_of(EXACT).guided(Limits()).read(text)
    if value is GIVEN_UP:
        assert found is GIVEN_UP
        return
    assert isinstance(found, Shaped)
    assert found.later == []
    assert agree(schema_of(EXACT), text)
    if isinstance(value, dict):
        assert found.value.keys() == value.keys()


def test_nothing_is_read_of_a_text_without_content_though_all_has_defaults() -> None:
    schema = schema_of("{properties: {a: {type: string, default: x}}}")
    for text in ("", "\n", "# a\n", "---\n"):
        assert schema.guided(Limits()).read(text) is GIVEN_UP
    assert agree(schema, "a:\n")


def test_lists_and_maps_are_not_shared() -> None:
    guided = schema_of(EXACT).guided(Limits())
    text = "id: a\nparts:\n  - name: x\n    gates: [a]\n    inner: {b: [c]}\n"
    first, second = (guided.read(text) for _ in range(2))
    assert isinstance(first, Shaped)
    assert isinstance(second, Shaped)
    first.value["parts"][0]["gates"].append("b")
    first.value["parts"][0]["inner"]["b"].append("d")
    assert second.value["parts"] == [
        {"name": "x", "gates": ["a"], "inner": {"b": ["c"]}, "done": False}
    ]


DEEP = "".join(f"{'  ' * level}k:\n" for level in range(9)) + "  " * 9 + "k: v\n"


@pytest.mark.parametrize("around", ["{}", "r:\n  {}\ns: 1\n", "l:\n- {}\n- a: x\n"])
def test_what_is_required_of_a_record_with_other_fields(around: str) -> None:
    record = "{required: [a], properties: {a: {type: string}, b: {default: 1}}}"
    schema = schema_of(
        f"{{properties: {{r: {record}, l: {{type: array, items: {record}}}}}}}"
        if around != "{}"
        else record
    )
    assert schema.exact
    between = "\n  " if around != "{}" else "\n"

    def read(*lines: str) -> str:
        return around.format(between.join(lines)) + "\n"

    guided = schema.guided(Limits())
    assert guided.read(read("b: 1", "other: 2")) is GIVEN_UP
    assert guided.read(read("a: x", "other: 2", "more: 3")) is not GIVEN_UP
    for lines in (("b: 1", "other: 2"), ("a: x", "other: 2"), ("a: x", "b: 2"), ("a: x",)):
        agree(schema, read(*lines))


def test_depth_is_limited_as_for_the_strict_reader() -> None:
    schema = schema_of("{}")
    for depth in range(1, 16):
        limits = Limits(depth=depth)
        for text in (DEEP, "a:\n  b:\n    - c: [d]\n", "a:\n- b:\n  - c\n", "a: {b: {c: [d]}}\n"):
            if schema.guided(limits).read(text) is not GIVEN_UP:
                source, _ = decode("m.yaml", text.encode(), limits)
                assert source is not None
                assert read(source, limits).diagnostics == ()
    assert schema.guided(Limits()).read("a:\n  b: {c: [d]}\n") is not GIVEN_UP
