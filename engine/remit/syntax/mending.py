"""Reading a text that has mistakes, in panic mode: each is told once, and reading goes on.

Where the text can't go on, `mistakes` says what is wrong and, if it can, what was meant: tokens to
put in, and where to go on. Otherwise the clause at fault is taken off the parser's stack, and
reading goes on at the next word that begins a clause or an item. The tree that comes out holds
what could be read; it is complete only when nothing was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from typing import cast

from lark import Token
from lark.exceptions import UnexpectedCharacters, UnexpectedToken
from lark.parsers.lalr_interactive_parser import InteractiveParser
from msgspec import Struct, field
from msgspec.structs import replace

from remit.syntax.branches import Branch
from remit.syntax.mistakes import explained
from remit.syntax.reading import beginning, lexed, move, pretended
from remit.syntax.resuming import Resumption, resumptions
from remit.syntax.slip import Mend, Pretended, Seen, Slip, written
from remit.syntax.words import CLAUSES, ITEMS, TAIL_WORDS
from remit.text.diagnostic import Diagnostic
from remit.text.source import Source, Span

MOST_MISTAKES = 100
"""How many mistakes of a text are told."""

HEADER: Sequence[Pretended] = (
    ("_POLICY", "policy"),
    ("KEBAB", "p"),
    ("_GOVERNS", "governs"),
    ("NAME", "k"),
    ("TEXT", '"t"'),
)
"""The header of a policy, where none was read."""

_HEAD: Sequence[Pretended] = (
    ("_RULE", "rule"),
    ("KEBAB", "r"),
    ("NAME", "mandatory"),
    ("TEXT", '"t"'),
)
_TAILS = frozenset(TAIL_WORDS.values())


def mended(
    source: Source, start: str, span: Span, head: Sequence[Pretended] = ()
) -> tuple[Branch | None, list[Diagnostic]]:
    """Gives what can be read of a span of the source, as the rule `start`, and what is wrong.
    `head` is taken as read before it."""
    reading = Reading(source, start, span, beginning(source, start, span))
    put(reading, head, span.start)
    for _ in range(MOST_MISTAKES):
        offset = _advance(reading)
        if offset is None or not go_on(reading, offset):
            return reading.result, reading.found
    reading.found.append(
        Diagnostic(
            "too-many-mistakes",
            "too many mistakes; the rest of the file was not read",
            source,
            help="mend these first",
        )
    )
    return None, reading.found


class Reading(Struct):
    """How far a text was read: the parser's state, the tokens so far, what was found."""

    source: Source
    start: str
    span: Span
    parser: InteractiveParser
    tokens: list[Token] = field(default_factory=list)
    found: list[Diagnostic] = field(default_factory=list)
    result: Branch | None = None


def read_on(reading: Reading) -> int | None:
    """Reads until the end, which gives None, or gives the offset at which it can't go on."""
    parser = reading.parser
    try:
        for token in lexed(parser):
            parser.feed_token(token)
            reading.tokens.append(token)
    except UnexpectedToken as error:
        return cast(int, error.token.start_pos)
    except UnexpectedCharacters as error:
        return cast(int, error.pos_in_stream)
    return None


def _advance(reading: Reading) -> int | None:
    """Reads the same, and ends there; what is not complete can't go on at the end."""
    offset = read_on(reading)
    if offset is None:
        try:
            reading.result = ended(reading.parser)
        except UnexpectedToken:
            return reading.span.end
    return offset


def ended(parser: InteractiveParser) -> Branch:
    """Gives the tree of what was read, all of it. An expression may have been completed already by
    a token that was then taken for a mistake, and is not completed again."""
    state = parser.parser_state
    if state.position == state.parse_conf.end_state:
        return cast(Branch, state.value_stack[-1])
    return cast(Branch, parser.feed_token(pretended("$END", "", 0)))


def go_on(reading: Reading, offset: int) -> bool:
    """Tells what is wrong at the offset and goes on behind it; False where that can't be."""
    parser = reading.parser
    move(parser, offset)
    mend = _told(reading, _slip(reading, offset))
    if mend.resume is not None and _fits(parser, mend.feed, mend.resume, 0, mend.drop):
        _cut(parser, len(parser.parser_state.value_stack) - mend.drop)
        put(reading, mend.feed, offset)
        move(parser, mend.resume)
        return True
    return reading.start == "policy" and _panic(reading, max(offset, mend.past))


def _told(reading: Reading, slip: Slip) -> Mend:
    mend = explained(slip)
    if mend.diagnostic is not None:
        fix = mend.diagnostic.fix or written(slip, mend)
        reading.found.append(replace(mend.diagnostic, fix=fix))
    return mend


def _slip(reading: Reading, offset: int) -> Slip:
    parser = reading.parser
    at_end = offset == reading.span.end

    def fits(feed: Sequence[Pretended], resume: int, steps: int = 2, drop: int = 0) -> bool:
        return _fits(parser, feed, resume, steps, drop)

    stack = parser.parser_state.value_stack
    return Slip(
        source=reading.source,
        offset=_last_end(reading) if at_end else offset,
        end=reading.span.end,
        at_end=at_end,
        tokens=tuple(_seen(token) for token in reading.tokens),
        open=tuple(_seen(value) for value in stack if isinstance(value, Token)),
        accepts=accepted(parser),
        told=tuple(reading.found),
        fits=fits,
    )


def _seen(token: Token) -> Seen:
    return Seen(token.type, token.start_pos or 0, token.end_pos or 0)


def _last_end(reading: Reading) -> int:
    """Gives the end of what was read: the end of a text may be a long way behind it."""
    return _seen(reading.tokens[-1]).end if reading.tokens else reading.span.start


def put(reading: Reading, feed: Sequence[Pretended], offset: int) -> None:
    for kind, value in feed:
        token = pretended(kind, value, offset)
        reading.parser.feed_token(token)
        reading.tokens.append(token)


def accepted(parser: InteractiveParser) -> frozenset[str]:
    """Gives the terminals that really can come next, reductions done."""
    state = parser.parser_state
    kinds = {"$END", *state.parse_conf.states[state.position]}
    return frozenset(kind for kind in kinds if kind.isupper() and _takes(parser, kind))


def _takes(parser: InteractiveParser, kind: str) -> bool:
    twin = _twin(parser)
    try:
        if kind == "$END":
            ended(twin)
        else:
            twin.feed_token(pretended(kind, "", 0))
    except UnexpectedToken:
        return False
    return True


def _twin(parser: InteractiveParser) -> InteractiveParser:
    """Gives a copy of the parser that can be led astray; it builds no tree."""
    state = parser.parser_state.copy(deepcopy_values=False)
    state.parse_conf = copy(state.parse_conf)
    state.parse_conf.callbacks = {}
    return InteractiveParser(parser.parser, state, copy(parser.lexer_thread))


def _fits(
    parser: InteractiveParser, feed: Sequence[Pretended], resume: int, steps: int, drop: int
) -> bool:
    """Says whether the parser takes the tokens, and so many of the text from `resume` on."""
    twin = _twin(parser)
    _cut(twin, len(twin.parser_state.value_stack) - drop)
    move(twin, resume)
    try:
        for kind, value in feed:
            twin.feed_token(pretended(kind, value, resume))
        following = lexed(twin)
        for _ in range(steps):
            token = next(following, None)
            if token is None:
                ended(twin)
                break
            twin.feed_token(token)
    except (UnexpectedToken, UnexpectedCharacters):
        return False
    return True


# -- panic mode ---------------------------------------------------------------------------------


def _panic(reading: Reading, offset: int) -> bool:
    """Drops the clause at fault and goes on at the next word that can begin something."""
    offset = min(offset, reading.span.end)
    clause = min(_clause_offset(reading), offset)
    for resumption in resumptions(reading.source, clause, offset, reading.span.end):
        for keep, feed in _ways(_open_tokens(reading), resumption):
            if _unwound(reading, keep, feed, resumption):
                return True
    return False


def _open_tokens(reading: Reading) -> list[str]:
    """Gives the kinds of what is on the parser's stack, an empty text for what is complete."""
    stack = reading.parser.parser_state.value_stack
    return [value.type if isinstance(value, Token) else "" for value in stack]


def _clause_offset(reading: Reading) -> int:
    stack = reading.parser.parser_state.value_stack
    for value in stack:
        if isinstance(value, Token) and value.type in CLAUSES | ITEMS:
            return _seen(value).start
    return reading.span.start


def _ways(stack: list[str], resumption: Resumption) -> Iterator[tuple[int, Sequence[Pretended]]]:
    """Gives how much of the stack may stay, and what to put on it, before the resuming word."""
    item = next((i for i, kind in enumerate(stack) if kind in ITEMS), None)
    clause = next((i for i, kind in enumerate(stack) if kind in CLAUSES), None)
    if resumption.terminal in _TAILS:
        if item is None and clause is not None and stack[clause] == "_REQUIRE":
            yield from _tail_ways(len(stack), clause, resumption)
        return
    base = next((i for i in (item, clause) if i is not None), len(stack))
    yield base, ()
    if resumption.terminal in CLAUSES:
        yield base, _HEAD
    yield 0, HEADER
    if resumption.terminal in CLAUSES:
        yield 0, (*HEADER, *_HEAD)


def _tail_ways(
    size: int, clause: int, resumption: Resumption
) -> Iterator[tuple[int, Sequence[Pretended]]]:
    message: Sequence[Pretended] = (
        () if resumption.terminal == "_ELSE" else (("_ELSE", "else"), ("MESSAGE", '"t"'))
    )
    for keep in range(size, clause, -1):
        yield keep, message
    yield clause + 1, (("NAME", "x"), *message)


def _unwound(
    reading: Reading, keep: int, feed: Sequence[Pretended], resumption: Resumption
) -> bool:
    """Takes the stack down and feeds the resuming word, if the parser then accepts it."""
    twin = _twin(reading.parser)
    _cut(twin, keep)
    try:
        for kind, value in (*feed, (resumption.terminal, resumption.word)):
            twin.feed_token(pretended(kind, value, resumption.offset))
    except UnexpectedToken:
        return False
    _cut(reading.parser, keep)
    put(reading, feed, resumption.offset)
    move(reading.parser, resumption.offset)
    if resumption.word:
        end = resumption.offset + len(resumption.word)
        token = Token(
            resumption.terminal,
            resumption.word,
            start_pos=resumption.offset,
            end_pos=end,
            line=1,
            column=1,
        )
        reading.parser.feed_token(token)
        reading.tokens.append(token)
        move(reading.parser, end)
    return True


def _cut(parser: InteractiveParser, keep: int) -> None:
    """Takes all but `keep` values off the stack; there is one state more than values."""
    del parser.parser_state.value_stack[keep:]
    del parser.parser_state.state_stack[keep + 1 :]
