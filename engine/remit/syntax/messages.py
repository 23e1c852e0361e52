"""Building messages: texts with `{expression}` in them.

Braces are found in the text as it is written, so the expressions keep their places in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lark import Token

from remit.syntax import tree
from remit.syntax.branches import span_of
from remit.syntax.expressions import expression
from remit.syntax.literals import Notes, content, unescaped
from remit.syntax.reading import read
from remit.text.source import Span


def message(notes: Notes, token: Token) -> tree.Message:
    """Gives the message that a token holds."""
    start = token.start_pos or 0
    parts: list[str | tree.Expression] = []
    for inner, is_text in _pieces(notes, token, start):
        part = _literal(notes, token, start, inner) if is_text else _filled(notes, start, inner)
        if isinstance(part, str) and parts and isinstance(parts[-1], str):
            parts[-1] += part
        elif part:
            parts.append(part)
    if token.end_pos and not token.strip('"').strip():
        help = "say something; values stand in braces: `{project.id}`"
        notes.add("blank-text", "the message is blank", span_of(token), help)
    return tree.Message(tuple(parts), span=span_of(token))


_BRACE = re.compile(r"\\[\s\S]|\{\{|\}\}|\{")
_INSIDE = re.compile(r'"(?:[^"\\]|\\[\s\S])*+"|[{}]')


def _pieces(notes: Notes, written: str, start: int) -> Iterator[tuple[Span, bool]]:
    """Gives the spans of texts (True) and of expressions (False) between the quotes."""
    quotes = 3 if written.startswith('"""') else 1
    position, end = quotes, len(written) - quotes
    while (opening := _opening(written, position, end)) is not None:
        closing = _closing(written, opening + 1, end)
        if closing is None:
            brace = Span(start + opening, start + opening + 1)
            help = "close it with `}`, or write `{{` for a brace itself"
            if '\\"' in written[opening:end] and "}" in written[opening:end]:
                help = "within braces, write quotes without `\\` before them"
            notes.add("unclosed-brace", "this brace is not closed", brace, help)
            return
        yield Span(position, opening), True
        yield Span(opening + 1, closing), False
        position = closing + 1
    yield Span(position, end), True


def _opening(written: str, position: int, end: int) -> int | None:
    for match in _BRACE.finditer(written, position, end):
        if match[0] == "{":
            return match.start()
    return None


def _closing(written: str, position: int, end: int) -> int | None:
    depth = 1
    for match in _INSIDE.finditer(written, position, end):
        depth += (match[0] == "{") - (match[0] == "}")
        if depth == 0:
            return match.start()
    return None


def _literal(notes: Notes, written: str, start: int, piece: Span) -> str:
    """Gives what a text between expressions stands for."""
    value = ""
    for kept in content(written):
        first, last = max(kept.start, piece.start), min(kept.end, piece.end)
        if first < last:
            value += unescaped(notes, written[first:last], start + first)
    return value.replace("{{", "{").replace("}}", "}")


def _filled(notes: Notes, start: int, piece: Span) -> tree.Expression | None:
    """Gives the expression between two braces, or None where there is something wrong with it."""
    span = Span(start + piece.start, start + piece.end)
    if not notes.source.slice(span).strip():
        notes.add(
            "empty-braces",
            "there is nothing between these braces",
            Span(span.start - 1, span.end + 1),
            "write what the message is to show, or `{{` for a brace itself",
        )
        return None
    branch, found = read(notes.source, "expression", span)
    notes.found.extend(found[:1])
    return expression(notes, branch) if branch is not None and not found else None
