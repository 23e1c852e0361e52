"""Names, titles and texts of a rule file; what is not as it should be is noted."""

from __future__ import annotations

import re
from typing import Literal

from lark import Token

from remit.syntax import tree
from remit.syntax.branches import span_of
from remit.syntax.literals import Notes, unquoted
from remit.syntax.words import KEBAB, SNAKE
from remit.text.fixes import writing
from remit.text.source import Span


def text(notes: Notes, token: Token) -> tree.Text:
    """Gives a text literal."""
    return tree.Text(unquoted(notes, token, token.start_pos or 0), span=span_of(token))


def variable(notes: Notes, token: Token, noun: str = "name") -> tree.Word:
    """Gives a name that is declared; one that is not in snake_case is noted."""
    if not SNAKE.fullmatch(token):
        notes.add(
            "name-style",
            f"the {noun} `{token}` is not in snake_case",
            span_of(token),
            f"write `{snake(token)}`",
            writing(snake(token), span_of(token)),
        )
    return tree.Word(str(token), span=span_of(token))


def snake(name: str) -> str:
    """Gives a name in snake_case."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|-+", "_", name).strip("_").lower()


def kebab(notes: Notes, token: Token | None, noun: Literal["policy", "rule"]) -> tree.Word:
    """Gives the name of a policy or a rule; one that is not in kebab-case is noted."""
    if token is None:
        return tree.Word(noun, span=Span(0, 0))
    if not KEBAB.fullmatch(token):
        wanted = re.sub(r"_+", "-", snake(token))
        notes.add(
            "name-style",
            f"the {noun} name `{token}` is not in kebab-case",
            span_of(token),
            f"write `{wanted}`",
            writing(wanted, span_of(token)),
        )
    return tree.Word(str(token), span=span_of(token))


def titled(notes: Notes, token: Token | None, word: Token, noun: str) -> str:
    """Gives the title behind a keyword; one that is missing or blank is noted."""
    if token is None:
        notes.add(
            "missing-title",
            f"the {noun} has no title",
            span_of(word),
            'write one sentence in quotes: `"What it demands."`',
        )
        return ""
    return worded(notes, token, "title")


def worded(notes: Notes, token: Token, noun: str) -> str:
    """Gives a text that has to say something; a blank one is noted."""
    value = text(notes, token).value
    if not value.strip():
        notes.add(
            "blank-text", f"the {noun} is blank", span_of(token), "say something, or leave it out"
        )
    return value
