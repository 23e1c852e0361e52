"""What the grammar gives: branches and tokens, their spans, their keywords."""

from __future__ import annotations

from typing import Final, TypeAlias, cast

from lark import Token, Tree

from remit.text.source import Span

Branch: TypeAlias = Tree[Token]


def span_of(part: Branch | Token) -> Span:
    """Gives the span of a branch or a token."""
    if isinstance(part, Token):
        return Span(part.start_pos or 0, part.end_pos or 0)
    return Span(part.meta.start_pos, part.meta.end_pos)


def branch_at(branch: Branch, index: int) -> Branch:
    """Gives a child that is a branch."""
    return cast(Branch, branch.children[index])


def token_at(branch: Branch, index: int) -> Token:
    """Gives a child that is a token."""
    return cast(Token, branch.children[index])


def tokens(branch: Branch) -> list[Token | None]:
    """Gives the children, None for what is left out or is a branch."""
    return [part if isinstance(part, Token) else None for part in branch.children]


def keyword(branch: Branch) -> Token:
    """Gives the keyword with which a branch begins, which the tree itself leaves out."""
    word = _KEYWORDS[str(branch.data)]
    start = branch.meta.start_pos
    return Token("WORD", word, start_pos=start, end_pos=start + len(word))


_KEYWORDS: Final[dict[str, str]] = {
    "header": "policy",
    "head": "rule",
    "decision": "table",
    "require_clause": "require",
    "else_tail": "else",
    "at_tail": "at",
    "hint_tail": "hint",
    "source": "source",
    "owner": "owner",
    "link": "link",
    "tags": "tags",
    "formerly": "formerly",
    "effective": "effective",
    "on": "on",
}
