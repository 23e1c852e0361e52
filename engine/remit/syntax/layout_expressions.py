"""How expressions are laid out.

A condition that is too long for its line is broken where its meaning parts it, outermost first:
at `implies`, `or` and `and`, behind `satisfies`, before `where` and `for`, between the items of a
bracket, before a comparison, and before `+ - * /` and `default` at last.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from remit.syntax.lines import (
    EMPTY,
    LINE,
    SOFT,
    SPACE,
    STEP,
    Writing,
    bare,
    broken,
    comments,
    indented,
    plain,
    series,
    spaced,
    value,
    whole,
)
from remit.syntax.pieces import Layout, Piece, Pieces


def joined(parts: Pieces) -> Writing:
    """Gives pieces with one blank between them."""
    return between(SPACE, [part.writing for part in parts])


def between(sign: Writing, parts: Sequence[Writing]) -> Writing:
    """Gives writings with a sign between them."""
    found = [*parts[:1]]
    for part in parts[1:]:
        found += [sign, part]
    return series(*found)


def standing(piece: Piece) -> Writing:
    """Gives an expression that begins a line where it is broken: its parts stand in line."""
    return _chain(piece, inner=False) if piece.kind in _CHAINS else piece.writing


def hugs(piece: Piece) -> bool:
    """Says whether an expression is a bracket that may begin at the end of a line."""
    return piece.kind in _BRACKETS and not piece.writing.lead.comments


def behind(sign: Writing, piece: Piece, *, step: int) -> Writing:
    """Gives a sign and the expression that it gives or names."""
    return series(sign, value(standing(piece), hugs=hugs(piece), step=step))


def bracketed(parts: Pieces, *, comma: bool = False) -> Writing:
    """Gives a bracket: its sign, its items with commas between them, its closing sign."""
    first, *inner, last = parts
    items = [part for part in inner if part.kind != "_COMMA"]
    alone = len(items) == 1
    if not last.writing.lead.comments and (not items or (alone and hugs(items[0]))):
        return series(first.writing, *(item.writing for item in items), bare(last.writing))
    writings = [standing(item) if alone else item.writing for item in items]
    return _bracket(first.writing, _listed(writings), last, "," if comma and items else "")


def filtered(bound: Piece) -> Writing:
    """Gives `name in items where condition`, which may be broken before `where`."""
    return between(LINE, _source_of(bound))


def _source_of(bound: Piece) -> list[Writing]:
    filtering = bound.parts[3:]
    return [joined(bound.parts[:3]), *([joined(filtering)] if filtering else [])]


def _bracket(opening: Writing, inner: Sequence[Writing], last: Piece, comma: str = "") -> Writing:
    closing = comments(last.writing.lead, keeps=False)
    return whole(opening, indented(SOFT, *inner, broken(comma), closing), SOFT, bare(last.writing))


def _listed(items: Sequence[Writing]) -> list[Writing]:
    found = [*items[:1]]
    for item in items[1:]:
        found += [plain(","), LINE, spaced(item)]
    return found


# -- chains of operators ------------------------------------------------------------------------


def _chain(piece: Piece, *, inner: bool = True) -> Writing:
    first, *rest = _links(piece)
    lines: list[Writing] = []
    for sign, operand in zip(rest[::2], rest[1::2], strict=True):
        lines += [LINE, joined([sign, operand])]
    if not inner:
        return whole(first.writing, *lines)
    return whole(indented(first.writing), indented(*lines))


def _links(piece: Piece) -> Pieces:
    """Gives operands and operators of one strength, as they follow each other."""
    links = piece.parts
    while piece.kind == "implies" and links[-1].kind == "implies":
        links = (*links[:-1], *links[-1].parts)
    strength = _strength(piece)
    while links[0].kind == piece.kind and _strength(links[0]) == strength:
        links = (*links[0].parts, *links[1:])
    return links


def _strength(piece: Piece) -> bool:
    return piece.parts[1].kind in ("TIMES", "OVER")


def _compared(parts: Pieces) -> Writing:
    left, *rest = parts
    tight = hugs(rest[-1])
    return whole(left.writing, value(joined(rest), hugs=tight, step=STEP))


# -- what is bound closely ----------------------------------------------------------------------


def _glued(parts: Pieces) -> Writing:
    return series(*(part.writing for part in parts))


def _field(parts: Pieces) -> Writing:
    target, *rest = parts
    apart = SPACE if target.kind == "number" else EMPTY  # `1.days` would be a duration
    return series(target.writing, indented(apart, _glued(rest)))


def _opened(parts: Pieces) -> Writing:
    """A call or an index: a bracket right behind what it belongs to."""
    return series(parts[0].writing, bracketed(parts[1:]))


# -- what binds names ---------------------------------------------------------------------------


def _comprehension(parts: Pieces) -> Writing:
    element, first, *others = parts
    word, bound = first.parts
    start, *filtering = _source_of(bound)
    start = series(word.writing, SPACE, start)
    start = whole(element.writing, value(start, hugs=hugs(bound.parts[2]), step=0))
    return between(
        LINE, [whole(between(LINE, [start, *filtering])), *(each.writing for each in others)]
    )


def _generator(parts: Pieces) -> Writing:
    word, bound = parts
    return whole(word.writing, SPACE, filtered(bound))


def _sort(parts: Pieces) -> Writing:
    word, opening, bound, *by, last = parts
    inner = [bound.writing, LINE, joined(by)]
    return _bracket(series(word.writing, opening.writing), inner, last)


def _quantified(parts: Pieces) -> Writing:
    word, claim = parts
    *start, condition = claim.parts
    return whole(joined([word, *start]), indented(LINE, standing(condition)))


def _find(parts: Pieces) -> Writing:
    return whole(joined(parts[:4]), indented(LINE, joined(parts[4:])))


def _made(kind: str) -> Layout:
    """A chain, whose layout asks for its kind."""
    return lambda parts: _chain(Piece(kind, EMPTY, tuple(parts)))


_CHAINS: Final = frozenset({"implies", "or_chain", "and_chain", "arithmetic", "default"})
_BRACKETS: Final = frozenset(
    {"group", "list", "list_comprehension", "table", "call", "aggregate", "counted", "sort"}
)

EXPRESSIONS: Final[dict[str, Layout]] = {
    **{kind: _made(kind) for kind in _CHAINS},
    "negated": joined,
    "compared": _compared,
    "operator": joined,
    "in": joined,
    "not_in": joined,
    "matches": joined,
    "starts_with": joined,
    "ends_with": joined,
    "contains": joined,
    "present_test": _compared,
    "absent_test": _compared,
    "empty_test": _compared,
    "not_empty_test": _compared,
    "negative": _glued,
    "field": _field,
    "index": _opened,
    "name": joined,
    "text": joined,
    "number": joined,
    "true": joined,
    "false": joined,
    "date": joined,
    "duration": joined,
    "group": bracketed,
    "list": lambda parts: bracketed(parts, comma=True),
    "list_comprehension": bracketed,
    "table": lambda parts: bracketed(parts, comma=True),
    "entry": lambda parts: behind(_glued(parts[:2]), parts[2], step=STEP),
    "call": _opened,
    "aggregate": _opened,
    "counted": _opened,
    "comprehension": _comprehension,
    "generator": _generator,
    "bound": lambda parts: whole(filtered(Piece("bound", EMPTY, tuple(parts)))),
    "sort": _sort,
    "quantified": _quantified,
    "claim": joined,
    "find": _find,
}
"""How each kind of branch of an expression is laid out."""
