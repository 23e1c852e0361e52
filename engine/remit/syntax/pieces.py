"""A rule file in pieces: every token and every branch of the grammar, each laid out.

The tree of the language leaves out what has no meaning, such as parentheses; a layout keeps it.
Pieces are made from the leaves up without recursion, so that nesting may be as deep as it likes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from lark import Tree
from msgspec import Struct

from remit.syntax.branches import Branch
from remit.syntax.gaps import Word
from remit.syntax.lines import Writing, plain


class Piece(Struct, frozen=True, eq=False):
    """A token or a branch: what the grammar calls it, its layout, and the pieces in it."""

    kind: str
    writing: Writing
    parts: tuple[Piece, ...] = ()

    @property
    def text(self) -> str:
        """Gives a token as it is written."""
        return self.writing.flat or ""


Pieces = Sequence[Piece]


Layout: TypeAlias = Callable[[Sequence[Piece]], Writing]


def piece(branch: Branch, words: Sequence[Word], layouts: Mapping[str, Layout]) -> Piece:
    """Gives a branch as a piece, laid out by the layout for each kind of branch in it."""
    starts = [word.start for word in words]
    made: dict[int, Piece] = {}
    for each in reversed(_parents_first(branch)):
        parts = _parts(each, words, starts, made)
        made[id(each)] = Piece(str(each.data), layouts[each.data](parts), parts)
    return made[id(branch)]


def _parents_first(branch: Branch) -> list[Branch]:
    found: list[Branch] = []
    pending = [branch]
    while pending:
        each = pending.pop()
        found.append(each)
        pending += [child for child in each.children if isinstance(child, Tree)]
    return found


def _parts(
    branch: Branch, words: Sequence[Word], starts: Sequence[int], made: Mapping[int, Piece]
) -> tuple[Piece, ...]:
    """Gives the tokens and branches of a branch in order; the grammar's tree lacks most tokens."""
    found: list[Piece] = []
    at = bisect_left(starts, branch.meta.start_pos)
    for child in branch.children:
        if isinstance(child, Tree):
            first = bisect_left(starts, child.meta.start_pos)
            found += [_token(word) for word in words[at:first]]
            found.append(made[id(child)])
            at = bisect_left(starts, child.meta.end_pos)
    found += [_token(word) for word in words[at : bisect_left(starts, branch.meta.end_pos)]]
    return tuple(found)


def _token(word: Word) -> Piece:
    return Piece(word.kind, plain(word.text, word.gap))
