"""Parsing rule files: text to tree, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence

from lark import Token
from msgspec import Struct

from remit.syntax import tree
from remit.syntax.branches import Branch
from remit.syntax.items import policy
from remit.syntax.literals import Notes
from remit.syntax.reading import read
from remit.text.diagnostic import Diagnostic, in_order
from remit.text.source import Source, Span


class Parsed(Struct, frozen=True, eq=False):
    """A rule file: what it means, and how it was written."""

    policy: tree.Policy
    branch: Branch
    tokens: Sequence[Token]


def parse(source: Source) -> tuple[tree.Policy | None, list[Diagnostic]]:
    """Gives the policy of a rule file; or None and every mistake that can be told apart."""
    parsed, found = parse_closely(source)
    return (parsed.policy if parsed is not None else None), found


def parse_closely(source: Source) -> tuple[Parsed | None, list[Diagnostic]]:
    """Gives the policy of a rule file with how it was written; or None and every mistake."""
    tokens: list[Token] = []
    branch, found = read(source, "policy", Span(_start(source), len(source.text)), tokens)
    notes = Notes(source, found)
    built = policy(notes, branch) if branch is not None else None
    if branch is None or built is None or notes.found:
        return None, in_order(notes.found)
    return Parsed(built, branch, tokens), []


def _start(source: Source) -> int:
    """Gives the offset at which the text begins, behind a byte-order mark."""
    return 1 if source.text.startswith("\ufeff") else 0
