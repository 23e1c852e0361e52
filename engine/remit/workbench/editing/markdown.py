"""Markdown for editors, without any HTML in it, which they show as it is written."""

from __future__ import annotations

import re

from remit.text.inert import inert

_MARKS = re.compile(r"[\\`*_{}\[\]<>()#+!|~&-]")


def prose(text: str) -> str:
    """Gives a text as one line that shows just it; what is in backticks is code."""
    parts = inert(text).split("`")
    if len(parts) % 2 == 0 or not all(part.strip() for part in parts[1::2]):
        return plain(text)
    return "".join(code(part) if at % 2 else plain(part) for at, part in enumerate(parts))


def plain(text: str) -> str:
    """Gives a text as one line that shows just it, without any code."""
    return _MARKS.sub(lambda mark: "\\" + mark[0], inert(text))


def code(text: str) -> str:
    """Gives a text as code within a line."""
    shown = inert(text) or " "
    ticks = "`" * (1 + max((len(run) for run in re.findall("`+", shown)), default=0))
    return f"{ticks} {shown} {ticks}" if "`" in shown else f"{ticks}{shown}{ticks}"


def fenced(text: str, language: str) -> str:
    """Gives lines as a block of code."""
    shown = "\n".join(inert(line.rstrip()) for line in text.splitlines())
    ticks = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", shown)), default=0))
    return f"{ticks}{language}\n{shown}\n{ticks}"
