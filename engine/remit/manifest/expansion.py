"""Expansion: what aliases and merge keys stand for, written out once that is known to be safe."""

from __future__ import annotations

from remit.manifest.document import Node
from remit.text.source import Span


def copied(node: Node, span: Span) -> Node:
    """Gives a copy of all that an anchor names; the copy itself stands where its alias does."""
    copy = Node(node.content, span, node.text, node.plain, node.keys)
    waiting = [copy]
    while waiting:
        at = waiting.pop()
        if isinstance(at.content, dict):
            at.content = {key: _shallow(below) for key, below in at.content.items()}
            waiting.extend(at.content.values())
        elif isinstance(at.content, list):
            at.content = [_shallow(below) for below in at.content]
            waiting.extend(at.content)
    return copy


def merge(into: Node, source: Node) -> None:
    """Adds what a map has and the other lacks; the places of its keys come along."""
    assert isinstance(into.content, dict)
    assert isinstance(source.content, dict)
    for key, value in source.content.items():
        if key not in into.content:
            into.content[key] = value
            into.keys[key] = source.keys[key]


def _shallow(node: Node) -> Node:
    return Node(node.content, node.span, node.text, node.plain, node.keys)
