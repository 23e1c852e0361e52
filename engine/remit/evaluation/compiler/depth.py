"""Depth: how many expressions lie within one another, with all that names stand for."""

from __future__ import annotations

from remit.evaluation.compiler.standing import Sight
from remit.syntax import tree

Known = dict[int, int]


def deepest(node: tree.Node, sight: Sight, known: Known | None = None) -> int:
    """Gives how deep the innermost part of a node lies, those behind its names included. What is
    known of other parts is told by their `id`."""
    known = {} if known is None else known
    if id(node) not in known:
        below = [deepest(child, sight, known) for child in tree.children(node)]
        known[id(node)] = 1 + max(below, default=0) + _behind(node, sight, known)
    return known[id(node)]


def _behind(node: tree.Node, sight: Sight, known: Known) -> int:
    match node:
        case tree.Name(name) if name in sight.lets:
            return deepest(*sight.behind[name], known)
        case tree.Name(name) | tree.Call(name) if (define := sight.define(name)) is not None:
            return deepest(
                define.body, Sight(sight.scope.inside(sight.scope.owner(name), {})), known
            )
        case _:
            return 0
