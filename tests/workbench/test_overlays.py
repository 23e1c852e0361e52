"""Overlays of suggested cases: whatever two manifests are, the edits make one of the other."""

from __future__ import annotations

import random
from typing import Any

import pytest

from remit.manifest.edits import edited
from remit.manifest.types import FieldType, ListType, Record
from remit.workbench.suggesting.nodes import at, changed, node_of, same
from remit.workbench.suggesting.overlays import overlay

KEYED = ListType(Record("part"), "name")


def value(dice: random.Random, depth: int = 0) -> Any:
    """Gives a value of any shape; lists of records have ids, some of them twice or none."""
    choice = dice.randrange(8 if depth < 3 else 4)
    if choice < 4:
        return dice.choice(["a", "b", "a b", 1, 2, True, None, "2026-01-01", "", "NO"])
    if choice < 6:
        keys = dice.sample(["a", "b", "odd key", "id", "x-1"], dice.randrange(4))
        return {key: value(dice, depth + 1) for key in keys}
    items = [value(dice, depth + 1) for _ in range(dice.randrange(5))]
    if dice.random() < 0.6:
        return [{"id": dice.choice("abcd"), "v": item} for item in items]
    return items


def mutated(dice: random.Random, data: Any) -> Any:
    """Gives a value with something in it changed, left out, added or moved."""
    if isinstance(data, dict) and data and dice.random() < 0.8:
        key = dice.choice(list(data))
        if dice.random() < 0.2:
            return {name: each for name, each in data.items() if name != key}
        return {**data, key: mutated(dice, data[key])}
    if isinstance(data, list) and data:
        number = dice.randrange(len(data))
        return dice.choice(
            [
                data[:number] + data[number + 1 :],
                [*data[:number], mutated(dice, data[number]), *data[number + 1 :]],
                [*data, value(dice, 2)],
                data[::-1],
                [each for each in data if dice.random() < 0.5],
            ]
        )
    return value(dice, 1)


@pytest.mark.parametrize("seed", range(40))
def test_edits_make_one_manifest_of_another(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(50):
        data = {key: value(dice) for key in ("one", "two", "odd key")}
        other = data
        for _ in range(dice.randrange(1, 4)):
            other = mutated(dice, other)
        before, after = node_of(data), node_of(other)
        edits = overlay(before, after, None)
        if edits is None:
            assert not isinstance(other, dict)
            continue
        sets, adds = (
            {e.path: e.value for e in edits if e.how == how and e.value is not None}
            for how in ("set", "add")
        )
        unset = [e.path for e in edits if e.how == "unset"]
        found, mistakes = edited(before, sets, unset, adds)
        assert mistakes == [], (data, other)
        assert same(found, after), (data, other, [(e.how, e.path) for e in edits])


def test_elements_go_by_the_key_of_their_list() -> None:
    type_ = Record("root")
    parts = [{"name": "a", "v": 1}, {"name": "b", "v": 2}, {"name": "c", "v": 3}]
    before = node_of({"parts": parts})
    type_.fields = {"parts": FieldType(KEYED)}
    after = changed(before, ("parts", 1, "v"), node_of(7))
    assert after is not None
    assert [e.path for e in overlay(before, after, type_) or ()] == ["parts[name=b].v"]
    less = changed(before, ("parts",), node_of(parts[2:]))
    assert less is not None
    edits = overlay(before, less, type_) or ()
    assert [(e.how, e.path) for e in edits] == [
        ("unset", "parts[name=a]"),
        ("unset", "parts[name=b]"),
    ]
    assert at(less, ("parts", 0, "name")) is not None
