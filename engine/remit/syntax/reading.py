"""Reading a text with the grammar: plainly, as nearly every text can be.

Only a text that has a mistake is read again, by `mending`, which tells all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from lark import Token
from lark.exceptions import UnexpectedCharacters, UnexpectedToken
from lark.lexer import LexerState
from lark.parsers.lalr_interactive_parser import InteractiveParser

from remit.syntax.branches import Branch
from remit.syntax.grammar import grammar
from remit.text.diagnostic import Diagnostic
from remit.text.source import Source, Span


def read(
    source: Source, start: str, span: Span, tokens: list[Token] | None = None
) -> tuple[Branch | None, list[Diagnostic]]:
    """Gives the tree of a span of the source, read as the rule `start`, and what is wrong in it.

    All tokens are added to `tokens`, those too that the tree leaves out.
    """
    parser = beginning(source, start, span)
    seen = [] if tokens is None else tokens
    try:
        for each in lexed(parser):
            parser.feed_token(each)
            seen.append(each)
        return cast(Branch, parser.feed_token(pretended("$END", "", span.end))), []
    except (UnexpectedToken, UnexpectedCharacters):
        from remit.syntax.mending import mended  # much code, for what is rare

        return mended(source, start, span)


def beginning(source: Source, start: str, span: Span) -> InteractiveParser:
    """Gives a parser at the start of a span, which sees nothing of the text behind it."""
    parser = grammar().parse_interactive(source.text[: span.end], start=start)
    move(parser, span.start)
    return parser


def move(parser: InteractiveParser, offset: int) -> None:
    """Lets a parser go on at another offset."""
    _lexer_state(parser).line_ctr.char_pos = offset


def lexed(parser: InteractiveParser) -> Iterator[Token]:
    """Gives the tokens from where the parser is, in step with what it accepts."""
    return parser.lexer_thread.lexer.lex(_lexer_state(parser), parser.parser_state)


def pretended(kind: str, value: str, offset: int) -> Token:
    """Gives a token that takes no room in the text."""
    return Token(kind, value, start_pos=offset, end_pos=offset, line=1, column=1)


def _lexer_state(parser: InteractiveParser) -> LexerState:
    return cast(LexerState, parser.lexer_thread.state)
