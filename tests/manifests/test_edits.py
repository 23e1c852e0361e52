"""Edits of manifests for the tests of rules: what they give, where it stands, what they refuse."""

from __future__ import annotations

import pytest
from tests.manifests.reading import document, plain

from remit.manifest.document import Document, Node
from remit.manifest.edits import edited, with_item, with_value, without
from remit.manifest.paths import Mistake

MANIFEST = """\
id: checkout
milestones:
  - {id: M1, status: met}
  - {id: M2, status: planned}
budget: {total: 5}
empty:
"""
M1, M2 = {"id": "M1", "status": "met"}, {"id": "M2", "status": "planned"}
DATA = {"id": "checkout", "milestones": [M1, M2], "budget": {"total": 5}, "empty": None}


def after(edit: Node | Mistake) -> object:
    return plain(edit) if isinstance(edit, Node) else edit.message


def node(text: str) -> Node:
    return document(text).root


@pytest.mark.parametrize(
    ("path", "value", "change"),
    [
        ("id", "other", {"id": "other"}),
        ("milestones[id=M2].status", "met", {"milestones": [M1, M2 | {"status": "met"}]}),
        ("milestones[0]", "5", {"milestones": [5, M2]}),
        ("milestones[id=M1].gates", "[a]", {"milestones": [M1 | {"gates": ["a"]}, M2]}),
        ("budget", "{a: [1]}", {"budget": {"a": [1]}}),
        ("budget.spent", "~", {"budget": {"total": 5, "spent": None}}),
        ("new", "1", {"new": 1}),
        ("new.a.b", "1", {"new": {"a": {"b": 1}}}),
        ("empty.a", "1", {"empty": {"a": 1}}),
        ('new["odd key"]', "1", {"new": {"odd key": 1}}),
    ],
)
def test_a_value_is_set(path: str, value: str, change: dict[str, object]) -> None:
    root = node(MANIFEST)
    assert after(with_value(root, path, node(value))) == DATA | change
    assert plain(root) == DATA


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("", "the path is empty"),
        ("milestones[id=M3].status", "no element of `milestones` is `[id=M3]`"),
        ("milestones[2]", "`milestones` has no element 2"),
        ("milestones.first", "`milestones` is no map, so it has no `first`"),
        ("id.first", "`id` is no map, so it has no `first`"),
        ("new[0]", "the manifest has no `new`"),
        ("new.a[id=1].b", "the manifest has no `new`"),
        ("empty[0]", "`empty` is no list, so `[0]` selects nothing"),
    ],
)
def test_a_value_that_has_no_place_is_refused(path: str, message: str) -> None:
    assert after(with_value(node(MANIFEST), path, node("1"))) == message


def test_a_path_that_is_none_is_refused_by_every_edit() -> None:
    root = node(MANIFEST)
    for edit in (with_value(root, "a b", root), without(root, "a b"), with_item(root, "a b", root)):
        assert isinstance(edit, Mistake)
        assert "in the path `a b`" in edit.message


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("milestones[id=M1]", {"milestones": [M2]}),
        ("milestones[1].status", {"milestones": [M1, {"id": "M2"}]}),
        ("budget.total", {"budget": {}}),
    ],
)
def test_a_value_is_unset(path: str, change: dict[str, object]) -> None:
    root = node(MANIFEST)
    assert after(without(root, path)) == DATA | change
    assert plain(root) == DATA


def test_a_field_is_unset() -> None:
    found = without(node(MANIFEST), "empty")
    assert isinstance(found, Node)
    assert plain(found) == {key: value for key, value in DATA.items() if key != "empty"}
    assert isinstance(found.content, dict)
    assert found.keys.keys() == found.content.keys()


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("", "the path is empty"),
        ("milestone", "the manifest has no `milestone`"),
        ("milestones[id=M3]", "no element of `milestones` is `[id=M3]`"),
    ],
)
def test_what_is_not_there_can_not_be_unset(path: str, message: str) -> None:
    assert after(without(node(MANIFEST), path)) == message


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("milestones", {"milestones": [M1, M2, {"id": "M3"}]}),
        ("empty", {"empty": [{"id": "M3"}]}),
        ("new", {"new": [{"id": "M3"}]}),
        ("budget.parts", {"budget": {"total": 5, "parts": [{"id": "M3"}]}}),
        ("milestones[id=M1].gates", {"milestones": [M1 | {"gates": [{"id": "M3"}]}, M2]}),
    ],
)
def test_an_item_is_added(path: str, change: dict[str, object]) -> None:
    root = node(MANIFEST)
    assert after(with_item(root, path, node("{id: M3}"))) == DATA | change
    assert plain(root) == DATA


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("", "the path is empty"),
        ("id", "`id` is no list, so nothing can be added to it"),
        ("budget", "`budget` is no list, so nothing can be added to it"),
        ("milestones[id=M3].gates", "no element of `milestones` is `[id=M3]`"),
    ],
)
def test_an_item_without_a_list_is_refused(path: str, message: str) -> None:
    assert after(with_item(node(MANIFEST), path, node("1"))) == message


def test_edits_come_one_after_the_other_and_mistakes_are_told() -> None:
    root, mistakes = edited(
        node(MANIFEST),
        {"id": node("other"), "nowhere[0]": node("1"), "budget.total": node("6")},
        ["empty", "nowhere"],
        {"milestones": node("{id: M3}"), "id": node("1")},
    )
    assert plain(root) == {
        "id": "other",
        "milestones": [M1, M2, {"id": "M3"}],
        "budget": {"total": 6},
    }
    assert [path for path, _ in mistakes] == ["nowhere[0]", "nowhere", "id"]


def test_what_is_set_and_taken_away_again_is_told() -> None:
    values = {"milestones[id=M1].status": node("met"), "budget.total": node("6")}
    for path in ("budget", "budget.total"):
        _, ((where, mistake),) = edited(node(MANIFEST), values, [path], {})
        assert (where, "taken away again" in mistake.message) == ("budget.total", True)
    assert edited(node(MANIFEST), {"budget": node("{total: 1}")}, ["budget.total"], {})[1] == []


@pytest.mark.parametrize(
    ("path", "keys", "shown"),
    [
        ("milestones[id=M2].status", ("milestones", 1, "status"), "planned"),
        ("milestones[id=M2].note", ("milestones", 1, "note"), "id"),
        ("budget.spent", ("budget", "spent"), "budget"),
        ("budget.spent.parts", ("budget", "spent", "parts"), "budget"),
        ("new", ("new",), "id"),
        ("id", ("id",), "checkout"),
    ],
)
def test_what_is_new_stands_at_what_it_replaces_or_near(
    path: str, keys: tuple[str | int, ...], shown: str
) -> None:
    given = document(MANIFEST)
    root = with_value(given.root, path, node("a text that is longer than others"))
    assert isinstance(root, Node)
    changed = Document(given.source, 0, root)
    assert given.source.slice(changed.span(keys)) == shown
