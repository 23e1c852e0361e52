"""Advice on walks through whole collections that cost more than in proportion.

A rule about one manifest is evaluated for each: where it walks through a collection without looking
members up by an equality, which is indexed, the work grows with the square of the portfolio.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from remit.manifest.types import Record, Type
from remit.syntax import tree
from remit.text.diagnostic import Diagnostic
from remit.workbench.lint.subject import Subject


class Around(Struct, frozen=True):
    """What asks for a walk again and again, as advice says it, and how it would be asked once."""

    said: str
    way: str


def unindexed_loop(subject: Subject) -> Iterator[Diagnostic]:
    """Gives advice on loops over a collection, within a loop or a rule about one manifest, that are
    not looked up by an equality."""
    kind = subject.policy.kind
    for checked in subject.policy.rules:
        rule = checked.rule.name.text
        around = None
        if not checked.once:
            way = f"ask it in a rule that doesn't name `{kind}`, and is evaluated once"
            around = Around(kind, f"{way}; `{rule}` does")
        for clause in checked.rule.clauses:
            yield from _loops(clause, around, subject)
            if isinstance(clause, tree.For):
                around = _each(clause.name.text)


def _each(name: str) -> Around:
    return Around(f"`{name}`", f"name it by a `let` above the loop of `{name}`, if it is the same")


def _loops(node: tree.Node, around: Around | None, subject: Subject) -> Iterator[Diagnostic]:
    collections = subject.law.vocabulary.plurals()
    for name, items, condition in _walks(node):
        over = items.name if isinstance(items, tree.Name) else ""
        if over in collections and around is not None and not _looks_up(name, condition):
            message = f"this walks through all of `{over}` for each {around.said}"
            sought = _sought(name, condition, collections[over].type, subject)
            help = f"look members of `{over}` up, as by `{sought}`, which is indexed; or "
            yield subject.say("unindexed-loop", items.span, message, help + around.way)
    for child, inner in _below(node, around):
        yield from _loops(child, inner, subject)


def _below(node: tree.Node, around: Around | None) -> Iterator[tuple[tree.Node, Around | None]]:
    """Gives what stands below a node but for messages, each with what asks for it again and again;
    what a walk goes through is asked for once."""
    if isinstance(node, tree.Comprehension):
        for generator in node.generators:
            yield generator, around
            around = _each(generator.name.text)
        yield node.element, around
        return
    walks = _walks(node)
    walked = {id(items) for _, items, _ in walks}
    for child in tree.children(node):
        if not isinstance(child, tree.Message):
            inside = bool(walks) and id(child) not in walked
            yield child, _each(walks[0][0]) if inside else around


_ASKING = ("==", "in", "contains", "starts with", "ends with")
"""Comparisons in whose place an equality may be meant."""


def _sought(name: str, condition: tree.Expression | None, type_: Type, subject: Subject) -> str:
    """Gives the equality that may be meant: of the field that a condition asks about."""
    asked: list[str] = []
    for part in tree.walk(condition) if condition is not None else ():
        match part:
            case tree.Compare(operator, left, right) if operator in _ASKING:
                one, other = (left, right) if _is_of(name, left) else (right, left)
                if _is_field(name, one) and not _is_of(name, other):
                    return f"{subject.written(one)} == {subject.written(other)}"
            case tree.Field() if _is_field(name, part):
                asked.append(part.name)
            case _:
                pass
    fields = list(type_.fields) if isinstance(type_, Record) else []
    return f"{name}.{(asked + fields + ['id'])[0]} == ..."


def _is_field(name: str, side: tree.Expression) -> bool:
    return isinstance(side, tree.Field) and side.target == tree.Name(name, span=side.span)


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
