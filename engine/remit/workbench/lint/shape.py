"""Shapes: what a rule is made of, so that two rules can be held against each other."""

from __future__ import annotations

from collections.abc import Iterator

from remit.syntax import tree

Part = tuple[object, ...]


def shape(rule: tree.Rule) -> frozenset[Part]:
    """Gives what a rule is made of: each part with the parts above it, names of its own left out;
    messages don't count."""
    own = {clause.name.text for clause in rule.clauses if isinstance(clause, tree.For | tree.Let)}
    found: dict[Part, int] = {}
    for clause in rule.clauses:
        _gather(clause, (), own, found)
    return frozenset((*part, number) for part, count in found.items() for number in range(count))


def _gather(node: tree.Node, above: Part, own: set[str], found: dict[Part, int]) -> None:
    if isinstance(node, tree.Message):
        return
    path = (*above[-3:], type(node).__name__, *_said(node, own))
    found[path] = found.get(path, 0) + 1
    for child in tree.children(node):
        _gather(child, path, own, found)


def _said(node: tree.Node, own: set[str]) -> Iterator[object]:
    """Gives what a part says beside its parts."""
    for name in tree.parts(node):
        value = getattr(node, name)
        if not isinstance(value, tree.Node | tuple | None):
            yield "own" if value in own else value
