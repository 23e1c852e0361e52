"""Paint: the few colours of a terminal that reports use, as plain ANSI."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

Style = Literal["blocks", "advice", "later", "good", "place", "strong", "faint", "gutter"]
Paint = Callable[[Style, str], str]

_CODES: dict[Style, str] = {
    "blocks": "1;31",
    "advice": "1;33",
    "later": "1;34",
    "good": "1;32",
    "place": "1",
    "strong": "1",
    "faint": "2",
    "gutter": "36",
}


def painted(style: Style, text: str) -> str:
    """Gives the text in a colour."""
    return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if text else text


def plain(style: Style, text: str) -> str:
    """Gives the text as it is."""
    return text


def paint(color: bool) -> Paint:
    """Gives the function that colours, or the one that doesn't."""
    return painted if color else plain
