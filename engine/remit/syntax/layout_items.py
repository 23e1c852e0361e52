"""How a policy, its items and the clauses of its rules are laid out.

Items begin at the first column with an empty line between them, clauses and titles two columns
further in, what goes on with a clause another two.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from remit.syntax.gaps import Gap, above
from remit.syntax.layout_decisions import DECISIONS
from remit.syntax.layout_expressions import (
    EXPRESSIONS,
    behind,
    between,
    bracketed,
    filtered,
    joined,
)
from remit.syntax.lines import (
    EMPTY,
    EMPTY_LINE,
    HARD,
    LINE,
    SPACE,
    STEP,
    Writing,
    bare,
    comments,
    indented,
    plain,
    series,
    spaced,
    whole,
)
from remit.syntax.pieces import Layout, Piece, Pieces


def file(policy: Piece, last: Gap) -> Writing:
    """Gives a whole rule file; `last` is the gap behind its last token."""
    found = [spaced(policy.parts[0].writing)]
    for before, item in pairwise(policy.parts):
        together = before.kind == item.kind == "use"
        higher, own = above(item.writing.lead)
        found += [
            *_ending(higher),
            HARD if together else EMPTY_LINE,
            comments(own, keeps=bool(own.comments)),
            bare(item.writing),
        ]
    higher, own = above(last)
    found += [*_ending(higher), *([EMPTY_LINE] if own.comments else [])]
    return series(*found, comments(own, keeps=True))


def _ending(gap: Gap) -> list[Writing]:
    """Gives the comments at the end of an item, as deep as a clause or as what goes on with it."""
    each = [(comment, comments(Gap((comment,)), keeps=True)) for comment in gap.comments]
    return [
        indented(indented(writing)) if comment.column > 2 * STEP else indented(writing)
        for comment, writing in each
    ]


# -- items --------------------------------------------------------------------------------------


def _use(parts: Pieces) -> Writing:
    word, policy, colon, *names = parts
    lines = [each.writing for each in names if each.kind != "_COMMA"]
    listed = between(series(plain(","), LINE), lines)
    return whole(word.writing, SPACE, policy.writing, colon.writing, indented(LINE, listed))


def _param(parts: Pieces) -> Writing:
    word, name, sign, first, *others = parts
    steps = [indented(plain(","), LINE, then.writing) for then in others if then.kind == "then"]
    start = behind(joined([word, name, sign]), first, step=0)
    return series(whole(indented(start), *steps), *_documented(others))


def _then(parts: Pieces) -> Writing:
    return joined(parts[1:])


def _define(parts: Pieces) -> Writing:
    word, name, *parameters, sign, body = [part for part in parts if part.kind != "TEXT"]
    start = series(joined([word, name]), *(part.writing for part in parameters))
    start = series(start, SPACE, sign.writing)
    return series(indented(behind(start, body, step=0)), *_documented(parts))


def _documented(parts: Pieces) -> list[Writing]:
    return [indented(HARD, part.writing) for part in parts if part.kind == "TEXT"]


def _head(parts: Pieces) -> Writing:
    """Gives the head of a policy or rule: title and owner on lines of their own."""
    found = [parts[0].writing]
    for before, part in pairwise(parts):
        below = part.kind == "_OWNER" or (part.kind == "TEXT" and before.kind != "_OWNER")
        found += [HARD if below else SPACE, part.writing]
    return series(found[0], indented(*found[1:]))


# -- rules --------------------------------------------------------------------------------------


def _rule(parts: Pieces) -> Writing:
    head, *clauses = parts
    found: list[Writing] = []
    for clause in clauses:
        higher, own = above(clause.writing.lead)
        found += [
            indented(comments(higher, keeps=True)),
            HARD,
            comments(own, keeps=True),
            bare(clause.writing),
        ]
    return series(head.writing, indented(*found))


def _led(parts: Pieces) -> Writing:
    """Gives a keyword and what follows it."""
    word, *others = parts
    return series(word.writing, indented(*(each for p in others for each in (SPACE, p.writing))))


def _tags(parts: Pieces) -> Writing:
    return series(parts[0].writing, indented(SPACE, bracketed(parts[1:], comma=True)))


def _for(parts: Pieces) -> Writing:
    word, bound = parts
    return whole(word.writing, indented(SPACE, filtered(bound)))


def _let(parts: Pieces) -> Writing:
    return indented(behind(joined(parts[:3]), parts[3], step=0))


def _require(parts: Pieces) -> Writing:
    tails = (each for tail in parts[2:] for each in (HARD, tail.writing))
    return series(_led(parts[:2]), indented(*tails))


LAYOUTS: Final[dict[str, Layout]] = {
    **EXPRESSIONS,
    **DECISIONS,
    "policy": lambda parts: EMPTY,
    "header": _head,
    "use": _use,
    "param": _param,
    "then": _then,
    "define": _define,
    "parameters": bracketed,
    "rule": _rule,
    "head": _head,
    "source": _led,
    "owner": _led,
    "link": _led,
    "tags": _tags,
    "formerly": _led,
    "effective": _led,
    "on": _led,
    "for_clause": _for,
    "when_clause": _led,
    "let_clause": _let,
    "require_clause": _require,
    "else_tail": _led,
    "at_tail": _led,
    "hint_tail": _led,
}
"""How each kind of branch of a rule file is laid out; `policy` is laid out by `file`."""
