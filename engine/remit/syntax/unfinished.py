"""Unfinished text: what can stand at a place in a rule file, and what stands before it.

The text is read as far as the place, past mistakes; a stand-in takes the place of what is being
written there, and what is still open behind it is closed. The tree that comes out has the stand-in
where the author's next word will be, so that anything can be asked about that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal

from lark import Token
from msgspec import Struct

from remit.syntax import tree
from remit.syntax.branches import Branch
from remit.syntax.drafts import cuts, draft
from remit.syntax.expressions import expression
from remit.syntax.items import policy
from remit.syntax.literals import Notes
from remit.syntax.mending import (
    HEADER,
    MOST_MISTAKES,
    Reading,
    accepted,
    ended,
    go_on,
    put,
    read_on,
)
from remit.syntax.reading import beginning
from remit.syntax.slip import Pretended
from remit.syntax.words import TERMINALS
from remit.text.source import Source, Span

NAME: Final[Pretended] = ("NAME", "stand_in")
TEXT: Final[Pretended] = ("TEXT", '"stand in"')
MESSAGE: Final[Pretended] = ("MESSAGE", '"stand in"')


class Surroundings(Struct, frozen=True):
    """Where a place is: among the words of rules, in a comment, in a text, or between the braces
    of a message. `start` is where the text, or the message, begins, `inner` where the expression
    between its braces does."""

    sort: Literal["words", "comment", "text", "braces"]
    start: int = 0
    inner: int = 0


class Unfinished(Struct, frozen=True):
    """What can stand at a place (by terminals), the words before it, and the last item, or the
    expression of a message, with the stand-in; None where the stand-in can't stand there."""

    accepts: frozenset[str]
    before: tuple[tuple[str, str], ...]
    written: tree.Item | tree.Expression | None


def piece_at(source: Source, offset: int) -> tuple[Span, bool]:
    """Gives the piece of a file that a place is in, and whether it is the first."""
    pieces = [span for span in cuts(source) if span.start <= offset] or [Span(0, 0)]
    return pieces[-1], len(pieces) == 1


def surroundings(source: Source, start: int, offset: int) -> Surroundings:
    """Gives where a place is, in a piece that begins at `start`."""
    text, at = source.text, start
    while True:
        match = _OPENING.search(text, at, offset)
        if match is None:
            return Surroundings("words")
        if match[0] == "#":
            end = _LINE_END.search(text, match.end(), offset)
            if end is None:
                return Surroundings("comment")
            at = end.end()
            continue
        found = _in_text(text, match, start, offset)
        if isinstance(found, Surroundings):
            return found
        at = found


def unfinished(source: Source, offset: int, stand_in: Pretended, end: int) -> Unfinished:
    """Gives what is written up to a place, with a stand-in from there to `end`."""
    piece, is_first = piece_at(source, offset)
    head = () if is_first else HEADER
    return _read(source, "policy", Span(piece.start, offset), head, stand_in, end)


def unfinished_expression(
    source: Source, start: int, offset: int, stand_in: Pretended, end: int
) -> Unfinished:
    """Gives what is written of the expression between the braces of a message."""
    return _read(source, "expression", Span(start, offset), (), stand_in, end)


def whole_item(source: Source, offset: int, stand_in: str, end: int) -> tree.Item | None:
    """Gives the item around a place with a stand-in from there to `end`, also by what is written
    behind it."""
    piece, is_first = piece_at(source, offset)
    text = source.text[piece.start : offset] + stand_in + source.text[end : piece.end]
    head = "" if is_first else _HEAD
    lead = max(piece.start - len(head), 0)
    if is_first or lead < len(head):
        head, lead = "", piece.start
    found = draft(Source(source.name, " " * lead + head + text))
    for item in found.policy.items if found.policy is not None else ():
        if item.span.start <= offset <= item.span.end:
            return item
    return None


_HEAD = 'policy p governs k "t"\n'
_OPENING = re.compile(r'"""|"|#')
_LINE_END = re.compile(r"[\r\n]")
_SAYING = re.compile(r"\b(?:else|hint)\s*\Z")
_INNER = re.compile(r'"(?:[^"\\\r\n]|\\[^\r\n])*+"|["{}]')


def _in_text(text: str, quote: re.Match[str], first: int, offset: int) -> Surroundings | int:
    """Gives where a place in a text is, or where the text ends before it."""
    start, at, long = quote.start(), quote.end(), len(quote[0]) == 3
    is_message = _SAYING.search(text, first, start) is not None
    while at < offset:
        if text.startswith(quote[0], at):
            return at + len(quote[0])
        sign = text[at]
        if sign == "\\" or text.startswith("{{", at):
            at += 2
        elif sign in "\r\n" and not long:
            return at
        elif sign == "{" and is_message:
            behind = _behind_braces(text, at + 1, offset)
            if behind is None:
                return Surroundings("braces", start, at + 1)
            at = behind
        else:
            at += 1
    return Surroundings("text", start)


def _behind_braces(text: str, at: int, offset: int) -> int | None:
    """Gives the offset behind the brace that closes an open one, None where that is beyond."""
    depth = 1
    for match in _INNER.finditer(text, at, offset):
        depth += (match[0] == "{") - (match[0] == "}")
        if match[0] == '"':
            return None
        if depth == 0:
            return match.end()
    return None


# -- reading as far as a place ---------------------------------------------------------------------


def _read(
    source: Source,
    start: str,
    span: Span,
    head: Sequence[Pretended],
    stand_in: Pretended,
    end: int,
) -> Unfinished:
    reading = Reading(source, start, span, beginning(source, start, span))
    put(reading, head, span.start)
    for _ in range(MOST_MISTAKES):
        mistake = read_on(reading)
        if mistake is None or not go_on(reading, mistake):
            break
    accepts = accepted(reading.parser)
    before = tuple((token.type, str(token)) for token in reading.tokens[-4:])
    kind, text = stand_in
    if kind == "NAME" and "KEBAB" in accepts:
        kind = "KEBAB"
    if kind not in accepts:
        return Unfinished(accepts, before, None)
    token = Token(kind, text, start_pos=span.end, end_pos=end, line=1, column=1)
    reading.parser.feed_token(token)
    branch = _closed(reading)
    return Unfinished(accepts, before, _built(source, branch) if branch is not None else None)


def _closed(reading: Reading) -> Branch | None:
    """Gives the tree of what was read, with whatever must follow put in."""
    for _ in range(_MOST_PUT_IN):
        accepts = accepted(reading.parser)
        if "$END" in accepts:
            return ended(reading.parser)
        kind = next((kind for kind in _CLOSING if kind in accepts), None)
        if kind is None:
            return None
        put(reading, [(kind, _WRITTEN.get(kind) or TERMINALS[kind].strip("`"))], reading.span.end)
    return None


def _built(source: Source, branch: Branch) -> tree.Item | tree.Expression | None:
    notes = Notes(source)
    if branch.data != "policy":
        return expression(notes, branch)
    items = policy(notes, branch).items
    return items[-1] if items else None


_MOST_PUT_IN = 400
_CLOSING: Final = (
    "_CLOSE", "_CLOSE_LIST", "_CLOSE_TABLE", "_SATISFIES", "_WHERE", "_BY", "_IN", "_ASSIGN",
    "_ARROW", "_COLON", "_FROM", "_WITH", "_GOVERNS", "_THEN", "NAME", "KEBAB", "TEXT", "MESSAGE",
    "NUMBER", "DATE", "_EMPTY", "_PRESENT", "OPERATOR", "LEVEL",
)  # fmt: skip
_WRITTEN: Final = {
    "NAME": "x", "KEBAB": "x", "TEXT": '"t"', "MESSAGE": '"t"', "NUMBER": "1",
    "DATE": "2026-01-01", "OPERATOR": "==", "LEVEL": "mandatory",
}  # fmt: skip
