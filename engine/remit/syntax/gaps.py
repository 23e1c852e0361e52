"""What stands between the tokens of a rule file: comments and empty lines.

The grammar leaves both out. Here each token gets back the gap before it, so that a layout can put
its comments where they stood: between the same two tokens. Commas are the exception, as a layout
adds and drops the one behind the last item of a list: a comment before a comma goes behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from lark import Token
from msgspec import Struct
from msgspec.structs import replace

from remit.text.source import Source


class Comment(Struct, frozen=True):
    """A comment: whether it stands beside a token, on its line, or apart, below an empty line."""

    text: str
    beside: bool
    apart: bool
    column: int


class Gap(Struct, frozen=True):
    """What stands before a token: comments, then perhaps an empty line (`apart`).

    `column` is that of the token, 0 where there are no comments.
    """

    comments: tuple[Comment, ...] = ()
    apart: bool = False
    column: int = 0


class Word(Struct, frozen=True):
    """A token as it is laid out, with the gap before it and its offsets in the source."""

    kind: str
    text: str
    gap: Gap
    start: int
    end: int


NO_GAP: Final = Gap()
_APART: Final = Gap(apart=True)


def words(source: Source, tokens: Iterable[Token]) -> tuple[list[Word], Gap]:
    """Gives the tokens of a whole file with the gaps before them, and the gap behind the last."""
    found: list[Word] = []
    end = 0
    carried: tuple[Comment, ...] = ()
    for token in tokens:
        start = token.start_pos or 0
        gap = _behind(carried, _gap(source, end, start), source, start)
        carried = gap.comments if token.type == "_COMMA" else ()
        gap = NO_GAP if carried else gap
        end = token.end_pos or 0
        found.append(Word(token.type, _written(token), gap, start, end))
    return found, _behind(carried, _gap(source, end, len(source.text)), source, len(source.text))


def sequence(words: Sequence[Word], last: Gap) -> list[str]:
    """Gives all tokens and comments in order, without commas: what a layout may not change."""
    found: list[str] = []
    for word in words:
        found += [comment.text for comment in word.gap.comments]
        if word.kind != "_COMMA":
            found.append(word.text)
    return found + [comment.text for comment in last.comments]


def above(gap: Gap) -> tuple[Gap, Gap]:
    """Gives a gap in two: the comments that belong to what stands above, and the others.

    Those above are the one beside it, and those that are indented deeper than the token below;
    but not the last of them, where an empty line parts them from above and none from below.
    """
    comments = gap.comments
    count = sum(comment.beside for comment in comments[:1])
    while count < len(comments) and comments[count].column > gap.column:
        count += 1
    below = comments[count].apart if count < len(comments) else gap.apart
    if not below:
        parting = [at for at in range(count) if comments[at].apart]
        count = parting[-1] if parting else count
    return Gap(comments[:count]), replace(gap, comments=comments[count:])


def _gap(source: Source, start: int, end: int) -> Gap:
    between = source.text[start:end]
    if "#" not in between:
        return _APART if len(_LINE_END.findall(between)) > 1 else NO_GAP
    comments: list[Comment] = []
    at = 0
    for match in _COMMENT.finditer(between):
        ends = len(_LINE_END.findall(between, at, match.start()))
        beside = not ends and start > 0
        column = source.position(start + match.start())[1]
        comments.append(Comment(match[0].rstrip(), beside, ends > 1, column))
        at = match.end()
    apart = len(_LINE_END.findall(between, at)) > 1
    return Gap(tuple(comments), apart, source.position(end)[1])


def _behind(carried: tuple[Comment, ...], gap: Gap, source: Source, offset: int) -> Gap:
    """Gives a gap with the comments of a comma before its own."""
    if not carried:
        return gap
    own = tuple(replace(comment, beside=False) for comment in gap.comments)
    return Gap((*carried, *own), gap.apart, source.position(offset)[1])


def _written(token: Token) -> str:
    """Gives a token as it is laid out: as it is, but for blanks and line ends inside of it."""
    match token.type:
        case "DURATION":
            return _UNIT.sub(r" \1", token)
        case "_TAKE_FIRST":
            return "take first"
        case _:
            return _LINE_END.sub("\n", token)


_COMMENT = re.compile(r"#[^\r\n]*")
_LINE_END = re.compile(r"\r\n|\n|\r")
_UNIT = re.compile(r"\s*([a-z]+)\Z")
