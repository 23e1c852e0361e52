"""Manifests in an editor: what the schema says at a place, and what may be written there."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.editing.desks import HERE, marked
from tests.lang.vocabulary import schema

from remit.manifest.reader import read
from remit.manifest.types import Type
from remit.text.fixes import Edit, edited
from remit.text.source import Source
from remit.workbench.editing.manifests import complete, hover, spot_at

MANIFEST = """id: "p 1"
stage: pilot
hybrid: true
lead: {name: mara}
milestones:
  - id: M1
    status: met
  - {id: M2, status: open}
labels:
  any: thing
"""


def types() -> list[Type]:
    return [schema("project.schema.yaml").type]


@pytest.mark.parametrize(
    ("before", "after", "path"),
    [
        ("stage: pilot", "sta¦ge: pilot", ("stage",)),
        ("stage: pilot", "stage: pi¦lot", ("stage",)),
        ("status: met", "status: met¦", ("milestones", 0, "status")),
        ("{id: M2", "{id: ¦M2", ("milestones", 1, "id")),
        ("any: thing", "any: ¦thing", ("labels", "any")),
        ("name: mara", "na¦me: mara", ("lead", "name")),
    ],
)
def test_spots(before: str, after: str, path: tuple[str | int, ...]) -> None:
    text, offset = marked(MANIFEST.replace(before, after))
    spot = spot_at(Source("m", text), offset)
    assert spot is not None
    assert spot.path == path


def test_no_spot_where_nothing_is_or_can_be_read() -> None:
    assert spot_at(Source("m", MANIFEST), len(MANIFEST)) is None
    assert spot_at(Source("m", "a: [\n"), 2) is None
    assert spot_at(Source("m", ""), 0) is None


def test_hover() -> None:
    text, offset = marked(MANIFEST.replace("status: met", "sta¦tus: met"))
    found = hover(Source("m", text), types(), offset)
    assert found is not None
    assert found.markdown.startswith("field **`status`**: one of")
    assert "declared at" in found.markdown
    text, offset = marked(MANIFEST.replace("any: thing", "a¦ny: thing"))
    assert hover(Source("m", text), types(), offset) is None


STAGES = ["idea", "pilot", "scale", "closed"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("stage: ¦", STAGES),
        ("stage: pi¦lot\nid: x", STAGES),
        ('id: x\nstage: "¦"', STAGES),
        ("hybrid: ¦", ["true", "false"]),
        ("title: ¦", []),
        ("# stage: ¦", []),
        ("id: [\nstage: ¦", []),
    ],
)
def test_values(text: str, wanted: list[str]) -> None:
    text, offset = marked(text)
    assert [one.label for one in complete(Source("m", text), types(), offset)] == wanted


def test_keys() -> None:
    for text in ("¦", "id: x\nst¦", "id: x\nst¦\nhybrid: true\n"):
        text, offset = marked(text)
        found = [one.label for one in complete(Source("m", text), types(), offset)]
        assert {"stage", "milestones"} <= set(found)
        assert ("id" in found) == ("id:" not in text)
    text, offset = marked("milestones:\n  - id: M1\n    ¦\n  - id: M2\n")
    found = [one.label for one in complete(Source("m", text), types(), offset)]
    assert "status" in found
    assert not {"id", "stage"} & set(found)
    text, offset = marked("milestones:\n  - ¦")
    assert "status" in [one.label for one in complete(Source("m", text), types(), offset)]


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"),
    [
        ("milestones:\n  - {id: M1, sta¦", {"status", "due"}, {"id", "stage"}),
        ("milestones:\n  - {id: M1, sta¦}\nstage: idea", {"status"}, {"id", "stage"}),
        ("milestones:\n  - {id: M1, ¦, due: 2026-01-01}\n", {"status"}, {"id", "due"}),
        ("milestones: [{id: M1}, {¦", {"id", "status"}, {"stage"}),
        ("milestones: [{id: 'a, b{', ¦}]\nlead: {name: x}", {"status"}, {"id", "name"}),
        ("lead: {¦", {"name"}, {"id"}),
    ],
)
def test_keys_between_braces(text: str, wanted: set[str], unwanted: set[str]) -> None:
    text, offset = marked(text)
    found = complete(Source("m", text), types(), offset)
    labels = {one.label for one in found}
    assert wanted <= labels
    assert not unwanted & labels
    assert all(one.text == f"{one.label}: " for one in found)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("milestones:\n  - {id: M1, status: ¦", ["planned", "met"]),
        ('milestones:\n  - {id: M1, status: "m¦"}', ["planned", "met"]),
        ("milestones: [{status: p¦, id: M1}]\n", ["planned", "met"]),
        ("milestones: [{id: M1}, ¦]", []),
        ("lead: {name: ¦}", []),
        ("{stage: ¦", STAGES),
    ],
)
def test_values_between_braces(text: str, wanted: list[str]) -> None:
    text, offset = marked(text)
    labels = [one.label for one in complete(Source("m", text), types(), offset)]
    assert labels[:2] == wanted[:2]
    assert bool(labels) == bool(wanted)


def test_what_is_suggested_can_be_read() -> None:
    for text in ("id: x\n¦", "stage: ¦", "milestones:\n  - id: x\n    ¦"):
        text, offset = marked(text)
        for one in complete(Source("m", text), types(), offset):
            after = edited(text, [Edit(one.span, one.text)])
            assert not read(Source("m", after)).diagnostics


@settings(max_examples=60)
@given(st.text(alphabet="ab:-[]{}\"'#&*\n |>", max_size=10), st.integers(0, len(MANIFEST)))
def test_any_text_is_answered(text: str, at: int) -> None:
    text, offset = marked(MANIFEST[:at] + text + HERE + MANIFEST[at:])
    source = Source("m", text)
    hover(source, types(), offset)
    complete(source, types(), offset)
