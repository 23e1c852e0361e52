"""Markup: HTML in the making, so typed that no text gets into it but through `text`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NewType

from remit.text.inert import inert

Markup = NewType("Markup", str)

EMPTY = Markup("")
_VOID = frozenset({"br", "input", "link", "meta", "rect"})
_DATE = re.compile(r"(?<![\w-])\d{4}-\d\d-\d\d(?![\w-])", re.ASCII)
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})


def text(words: str) -> Markup:
    """Gives a text as it reads, on one line, inert on a page, a terminal and in a job's log."""
    return escaped(inert(words))


def escaped(words: str) -> Markup:
    """Gives a text that is inert already."""
    return Markup(words.translate(_ESCAPES))


def prose(words: str) -> Markup:
    """Gives a text of which what stands in backticks is code; no date in it is broken up."""
    parts = inert(words).split("`")
    if len(parts) % 2 == 0 or not all(part.strip() for part in parts[1::2]):
        return _dated(inert(words))
    shown = (
        tag("code", escaped(part)) if at % 2 else _dated(part) for at, part in enumerate(parts)
    )
    return joined(shown)


def _dated(words: str) -> Markup:
    return Markup(_DATE.sub(r'<span class="date">\g<0></span>', escaped(words)))


def tag(name: str, /, *inside: Markup, **attributes: str | bool | None) -> Markup:
    """Gives an element. Names of attributes are written `data_level` and `class_`; an attribute
    that is True stands alone, one that is False or None is left out."""
    head = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{"" if value is True else text(value)}"'
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in _VOID:
        return Markup(f"<{name}{head}/>")
    return Markup(f"<{name}{head}>{''.join(inside)}</{name}>")


def words(name: str, said: str, /, **attributes: str | bool | None) -> Markup:
    """Gives an element that holds a text and nothing else."""
    return tag(name, text(said), **attributes)


def joined(parts: Iterable[Markup], between: str = "") -> Markup:
    """Gives parts one after another, with words of ours between them."""
    return Markup(escaped(between).join(parts))


def block(name: str, /, *inside: Markup, **attributes: str | bool | None) -> Markup:
    """Gives an element whose parts stand on lines of their own."""
    kept = "".join(f"{part}\n" for part in inside if part)
    return tag(name, Markup(f"\n{kept}"), **attributes)
