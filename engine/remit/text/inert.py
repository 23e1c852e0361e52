"""Inert text: what strangers wrote, made safe to print on a terminal, each odd character visible.

Control characters move cursors and set titles, bidirectional overrides and zero-width characters
make a line read as what it is not. All of them are printed as escapes. So is the sign by which a
CI system knows a command in a job's log: `::` at the start of a line, and `##[` or `##word[`
anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from remit.text.memo import lru_cache

_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ODD = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_UNSEEN = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
    + "".join(map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
"""Letters and marks that are shown as nothing: joiners, fillers, and what selects a variation."""

SIGN = r"##(?=\w*\[)|\A\s*::"
"""The sign of a CI system's command; without its last character it is none."""


def inert(text: str) -> str:
    """Gives the text on one line with every character that isn't plainly visible as an escape."""
    if not (text.isascii() and text.isprintable()):
        text = "".join(map(visible, text))
    if "##" in text or "::" in text:
        text = re.sub(SIGN, lambda sign: sign[0][:-1] + escape(sign[0][-1]), text)
    return text


def are_inert(texts: Iterable[str]) -> bool:
    """Says whether all of many texts are surely inert as they are."""
    every = "".join(texts)
    return every.isascii() and every.isprintable() and "##" not in every and "::" not in every


@lru_cache(maxsize=4096)
def visible(character: str) -> str:
    """Gives a character itself, or an escape where it is invisible or acts on a terminal."""
    if not is_odd(character):
        return character
    return _NAMED.get(character) or escape(character)


def escape(character: str) -> str:
    """Gives the escape of a character: `\\x1b`, `\\u202e`, `\\U000e0041`."""
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def is_odd(character: str) -> bool:
    """Says whether a character is one that `inert` escapes."""
    from unicodedata import category  # a library of its own, which plain texts do without

    return category(character) in _ODD or character in _UNSEEN


@lru_cache(maxsize=4096)
def columns(character: str) -> int:
    """Gives how many columns of a terminal a visible character takes: 0, 1 or 2."""
    from unicodedata import category, combining, east_asian_width  # as above

    if combining(character) or category(character) in ("Mn", "Me"):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def width(text: str) -> int:
    """Gives how many columns of a terminal an inert text takes."""
    return len(text) if text.isascii() else sum(map(columns, text))
