"""Nodes: manifests with one value put in, changed or taken away, and values made into nodes.

A changed manifest shares with the one it came of all that stayed the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from remit.manifest.document import Node
from remit.text.numbers import written
from remit.text.source import NOWHERE

Keys = tuple[str | int, ...]


def node_of(value: object) -> Node:
    """Gives a value as it would be read from a file."""
    match value:
        case Node():
            return value
        case Mapping():
            below = {str(key): node_of(part) for key, part in value.items()}
            return Node(below, NOWHERE, keys=dict.fromkeys(below, NOWHERE))
        case str():
            return Node(value, NOWHERE, value)
        case Sequence():
            return Node([node_of(part) for part in value], NOWHERE)
        case bool():
            return Node(value, NOWHERE, "true" if value else "false", plain=True)
        case int() | Fraction():
            return Node(value, NOWHERE, written(value), plain=True)
        case date():
            return Node(value.isoformat(), NOWHERE, value.isoformat(), plain=True)
        case _:
            return Node(None, NOWHERE, "null", plain=True)


def at(root: Node, path: Keys) -> Node | None:
    """Gives what stands at a plain path, a null too; None where nothing does."""
    node = root
    for key in path:
        below = node.content
        found: Node | None = None
        if isinstance(below, dict) and isinstance(key, str):
            found = below.get(key)
        if isinstance(below, list) and isinstance(key, int) and key < len(below):
            found = below[key]
        if found is None:
            return None
        node = found
    return node


def changed(root: Node, path: Keys, new: Node | None) -> Node | None:
    """Gives the root with another value at a plain path, or with none; maps that are missing on the
    way are made. None where the path leads nowhere."""
    if not path:
        return new
    key, content = path[0], root.content
    if isinstance(key, str) and (content is None or isinstance(content, dict)):
        return _in_map(root, dict(content or {}), path, new)
    if isinstance(content, list) and isinstance(key, int) and key < len(content):
        items = list(content)
        below = changed(items[key], path[1:], new)
        if below is None and len(path) > 1:
            return None
        items[key : key + 1] = [below] if below is not None else []
        return Node(items, root.span)
    return None


def _in_map(root: Node, content: dict[str, Node], path: Keys, new: Node | None) -> Node | None:
    key = path[0]
    assert isinstance(key, str)
    if len(path) == 1 and new is None:
        if content.pop(key, None) is None:
            return None
    else:
        inner = content.get(key) or Node({}, NOWHERE)
        below = changed(inner, path[1:], new)
        if below is None:
            return None
        content[key] = below
    keys = {name: root.keys.get(name, NOWHERE) for name in content}
    return Node(content, root.span, keys=keys)


def same(one: Node, other: Node) -> bool:
    """Says whether two nodes hold the same, as it is written."""
    if one is other:
        return True
    left, right = one.content, other.content
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    scalar = not isinstance(left, dict | list) and not isinstance(right, dict | list)
    return scalar and (left, type(left), one.text) == (right, type(right), other.text)


def size(node: Node) -> int:
    """Gives how many values a node is made of."""
    match node.content:
        case dict() as entries:
            return 1 + sum(map(size, entries.values()))
        case list() as items:
            return 1 + sum(map(size, items))
        case _:
            return 1
