"""Expressions that stand alone, outside of a rule file."""

from __future__ import annotations

from remit.syntax import expressions, tree
from remit.syntax.literals import Notes
from remit.syntax.reading import read
from remit.text.source import Source, Span


def expression(text: str) -> tree.Expression:
    """Gives the tree of an expression that is sound."""
    source = Source("test", text)
    branch, found = read(source, "expression", Span(0, len(text)))
    notes = Notes(source, found)
    built = expressions.expression(notes, branch) if branch is not None else None
    assert built is not None, notes.found
    assert not notes.found
    return built
