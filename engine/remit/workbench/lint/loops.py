"""Advice on walks through whole collections that cost more than in proportion.

A rule about one manifest is evaluated for each: where it walks through a collection without looking
members up by an equality, which is indexed, the work grows with the square of the portfolio.
"""

from __future__ import annotations

from collections.abc import Iterator

from remit.syntax import tree
from remit.text.diagnostic import Diagnostic
from remit.workbench.lint.subject import Subject


def unindexed_loop(subject: Subject) -> Iterator[Diagnostic]:
    """Gives advice on loops over a collection, within a loop or a rule about one manifest, that are
    not looked up by an equality."""
    collections = frozenset(subject.law.vocabulary.plurals())
    for checked in subject.policy.rules:
        within = not checked.once
        for clause in checked.rule.clauses:
            yield from _loops(clause, within, collections, subject)
            within = within or isinstance(clause, tree.For)


def _loops(
    node: tree.Node, within: bool, collections: frozenset[str], subject: Subject
) -> Iterator[Diagnostic]:
    for name, items, condition in _walks(node):
        over = items.name if isinstance(items, tree.Name) else ""
        if over in collections and within and not _looks_up(name, condition):
            message = f"this walks through all of `{over}` for each element or manifest around it"
            help = (
                f"look members up, `where {name}.field == ...`, which is indexed; or compute it in "
                "a rule that is evaluated once"
            )
            yield subject.say("unindexed-loop", items.span, message, help)
    for child, inner in _below(node, within):
        yield from _loops(child, inner, collections, subject)


def _below(node: tree.Node, within: bool) -> Iterator[tuple[tree.Node, bool]]:
    """Gives what stands below a node but for messages, each with whether it is asked for again and
    again; what a walk goes through is asked for once."""
    if isinstance(node, tree.Comprehension):
        for generator in node.generators:
            yield generator, within
            within = True
        yield node.element, True
        return
    walked = {id(items) for _, items, _ in _walks(node)}
    for child in tree.children(node):
        if not isinstance(child, tree.Message):
            yield child, within or (bool(walked) and id(child) not in walked)


def _walks(node: tree.Node) -> list[tuple[str, tree.Expression, tree.Expression | None]]:
    """Gives the names, lists and conditions of what a node walks through."""
    match node:
        case tree.For(name, items, where) | tree.Generator(name, items, where):
            return [(name.text, items, where)]
        case tree.Sort(name, items, where):
            return [(name.text, items, where)]
        case tree.Find(name, items, condition) | tree.Quantified(_, name, items, condition):
            return [(name.text, items, condition)]
        case _:
            return []


def _looks_up(name: str, condition: tree.Expression | None) -> bool:
    match condition:
        case tree.And(parts):
            return any(_looks_up(name, part) for part in parts)
        case tree.Compare("==", left, right):
            return _is_of(name, left) != _is_of(name, right)
        case _:
            return False


def _is_of(name: str, side: tree.Expression) -> bool:
    return any(isinstance(part, tree.Name) and part.name == name for part in tree.walk(side))
