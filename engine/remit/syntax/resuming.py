"""Where reading can go on behind a mistake: the words that begin a clause, an item, a tail.

Texts and comments are passed over whole. A word counts where it stands first on its line; the few
that can stand nowhere inside an expression count anywhere. A `for` inside of brackets belongs to a
comprehension, unless it is indented no deeper than the clause at fault (whose bracket was left
open).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from remit.syntax.words import CLAUSE_WORDS, ITEM_WORDS, META_WORDS, TAIL_WORDS
from remit.text.source import Source


class Resumption(Struct, frozen=True):
    """A word at which reading may go on; `$END` with an empty word is the end of the text."""

    terminal: str
    word: str
    offset: int


def resumptions(source: Source, clause: int, offset: int, end: int) -> Iterator[Resumption]:
    """Gives the places from `offset` on where reading may go on; `clause` began at fault."""
    margin = source.position(clause)[1]
    depth = 0
    for match in _PART.finditer(source.text, clause, end):
        part, start = match[0], match.start()
        depth += (part in _OPENING) - (part in _CLOSING)
        if start < offset or part not in _RESUMING or _is_field(source, start):
            continue
        first = _is_first(source, start)
        inside = part == "for" and depth > 0 and source.position(start)[1] > margin
        if part in _ANYWHERE or (first and not inside):
            yield Resumption(_RESUMING[part], part, start)
    yield Resumption("$END", "", end)


_PART = re.compile(
    r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*+"""|"(?:[^"\\\r\n]|\\[^\r\n])*+"|#[^\r\n]*'
    r"|[A-Za-z_][\w-]*|[()\[\]{}]"
)
_OPENING = frozenset("([{")
_CLOSING = frozenset(")]}")
_RESUMING = ITEM_WORDS | META_WORDS | CLAUSE_WORDS | TAIL_WORDS
_ANYWHERE = frozenset({"let", "require", "when", "else", "hint"})


def _is_field(source: Source, start: int) -> bool:
    return start > 0 and source.text[start - 1] == "."


def _is_first(source: Source, start: int) -> bool:
    line, column = source.position(start)
    return not source.line(line)[: column - 1].strip()
