"""Overlays: the edits of a case that make one manifest of another, by the paths of test files.

What differs is set, unset or added at the deepest path that says it. Edits are made in the order
set, unset, add; no two of an overlay meet, so that the order doesn't matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from remit.manifest.document import Node
from remit.manifest.paths import Selected, Step, in_brackets, written_below
from remit.manifest.types import ListType, MapType, Record, Type
from remit.workbench.suggesting.nodes import Keys, same


class Edit(Struct, frozen=True, eq=False):
    """One edit: how, at which path as it is written, the plain path, and the value."""

    how: Literal["set", "unset", "add"]
    path: str
    keys: Keys
    value: Node | None = None


def overlay(before: Node, after: Node, type_: Type | None) -> list[Edit] | None:
    """Gives the edits that make one manifest of another; None where only a whole one can."""
    if before is after:
        return []
    if not (isinstance(before.content, dict) and isinstance(after.content, dict)):
        return None if not same(before, after) else []
    return list(_edits(before, after, type_, "", ()))


def _edits(before: Node, after: Node, type_: Type | None, path: str, keys: Keys) -> Iterator[Edit]:
    if before is after:
        return
    left, right = before.content, after.content
    if isinstance(left, dict) and isinstance(right, dict):
        for name in left:
            if name not in right:
                yield Edit("unset", _named(type_, name, path), (*keys, name))
        for name, value in right.items():
            below = _named(type_, name, path)
            if name in left:
                inner = _below(type_, name)
                yield from _edits(left[name], value, inner, below, (*keys, name))
            else:
                yield Edit("set", below, (*keys, name), value)
    elif isinstance(left, list) and isinstance(right, list):
        yield from _of_lists(left, right, after, type_, path, keys)
    elif not same(before, after):
        yield Edit("set", path, keys, after)


def _of_lists(
    left: list[Node],
    right: list[Node],
    whole: Node,
    type_: Type | None,
    path: str,
    keys: Keys,
) -> Iterator[Edit]:
    item = type_.item if isinstance(type_, ListType) else None
    name = type_.key if isinstance(type_, ListType) else "id"
    if len(left) == len(right):
        for number, (one, other) in enumerate(zip(left, right, strict=True)):
            step = _step(left, right, number, name)
            below = path + written_below(step, path)
            yield from _edits(one, other, item, below, (*keys, number))
    elif len(right) == len(left) + 1 and all(map(same, left, right)):
        yield Edit("add", path, keys, right[-1])
    else:
        left_out = gone(left, right) if right else None
        named = [(number, _step(left, left, number, name)) for number in left_out or ()]
        # positions would move with each element that is taken out
        sure = len(named) == 1 or all(isinstance(step, Selected) for _, step in named)
        if named and sure:
            for number, step in named:
                yield Edit("unset", path + written_below(step, path), (*keys, number))
        else:
            yield Edit("set", path, keys, whole)


def gone(before: list[Node], after: list[Node]) -> list[int] | None:
    """Gives the positions of the elements that are missing, if that is all that differs."""
    found: list[int] = []
    at = 0
    for number, element in enumerate(before):
        if at < len(after) and same(element, after[at]):
            at += 1
        else:
            found.append(number)
    return found if at == len(after) else None


def _step(left: list[Node], right: list[Node], number: int, name: str) -> Step:
    """Gives the step to an element: by its key where that stays, and is its alone."""
    own = _key(left[number], name)
    if own is None or own != _key(right[number], name):
        return number
    alone = all(sum(_key(each, name) == own for each in items) == 1 for items in (left, right))
    return Selected(name, own) if alone else number


def _key(element: Node, name: str) -> str | None:
    found = element.content.get(name) if isinstance(element.content, dict) else None
    if found is None or found.content is None or isinstance(found.content, dict | list):
        return None
    return found.text


def _named(type_: Type | None, name: str, path: str) -> str:
    """Gives the path of a field: in brackets where the schema leaves open whether there is one."""
    if isinstance(type_, Record) and name not in type_.fields and type_.other is not None:
        return path + in_brackets(name)
    return path + written_below(name, path)


def _below(type_: Type | None, name: str) -> Type | None:
    match type_:
        case Record(fields=fields, other=other):
            return fields[name].type if name in fields else other
        case MapType(value):
            return value
        case _:
            return None
