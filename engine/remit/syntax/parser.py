"""Parsing rule files: text to tree, or what is wrong with it."""

from __future__ import annotations

from remit.syntax import tree
from remit.syntax.expressions import expression
from remit.syntax.items import policy
from remit.syntax.literals import Notes
from remit.syntax.reading import read
from remit.text.diagnostic import Diagnostic, in_order
from remit.text.source import Source, Span


def parse(source: Source) -> tuple[tree.Policy | None, list[Diagnostic]]:
    """Gives the policy of a rule file; or None and every mistake that can be told apart."""
    branch, found = read(source, "policy", Span(_start(source), len(source.text)))
    notes = Notes(source, found)
    built = policy(notes, branch) if branch is not None else None
    return (None, in_order(notes.found)) if notes.found else (built, [])


def parse_expression(source: Source) -> tuple[tree.Expression | None, list[Diagnostic]]:
    """Gives the expression that a text holds; or None and what is wrong with it."""
    branch, found = read(source, "expression", Span(0, len(source.text)))
    notes = Notes(source, found)
    built = expression(notes, branch) if branch is not None else None
    return (None, in_order(notes.found)) if notes.found else (built, [])


def _start(source: Source) -> int:
    """Gives the offset at which the text begins, behind a byte-order mark."""
    return 1 if source.text.startswith("\ufeff") else 0
