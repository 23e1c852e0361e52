"""The one layout of rule files, in which `remit fmt` and editors write them.

It changes nothing but blanks, line ends and the comma behind the last item of a list; and it makes
sure of that: what it gives is read again, and has to say the same with the same comments.
"""

from __future__ import annotations

import re

from remit.syntax.gaps import sequence, words
from remit.syntax.layout_items import LAYOUTS, file
from remit.syntax.lines import on_lines
from remit.syntax.parser import Parsed, parse_closely
from remit.syntax.pieces import piece
from remit.text.diagnostic import Diagnostic
from remit.text.source import Source


class ChangedMeaningError(Exception):
    """A bug of the layout: it would have changed what a file says."""


def formatted(source: Source) -> tuple[str | None, list[Diagnostic]]:
    """Gives the text of a rule file in the one layout; or None and what is wrong with the file.

    Lines end as the first one does, in LF or CRLF; a byte-order mark is left out.
    """
    parsed, found = parse_closely(source)
    if parsed is None:
        return None, found
    text = _laid_out(source, parsed)
    if re.match(r"[^\r\n]*\r\n", source.text):
        text = text.replace("\n", "\r\n")
    if text != source.text:
        _demand_the_same(source, parsed, Source(source.name, text))
    return text, []


def _laid_out(source: Source, parsed: Parsed) -> str:
    tokens, last = words(source, parsed.tokens)
    return on_lines(file(piece(parsed.branch, tokens, LAYOUTS), last))


def _demand_the_same(source: Source, parsed: Parsed, after: Source) -> None:
    again, _ = parse_closely(after)
    if again is None or again.policy != parsed.policy:
        raise ChangedMeaningError(source.name)
    if sequence(*words(after, again.tokens)) != sequence(*words(source, parsed.tokens)):
        raise ChangedMeaningError(source.name)
