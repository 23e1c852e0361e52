"""Marks: texts as Markdown that shows just them, and that can be read as it is, too.

Only what would be taken for markup is escaped. Headings have the anchors that code hosts give them.
"""

from __future__ import annotations

import re

from remit.text.inert import inert
from remit.workbench.editing.markdown import code as _code

_MARKUP = re.compile(
    r"[\\`*\[\]<>|~]"
    r"|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])"
    r"|&(?=#?\w+;)",
    re.ASCII,
)
_UNSAFE = re.compile(r"[^\w\-./:?#=&%@+,;~]+", re.ASCII)
_START = re.compile(r"(?:[-+#=]|\d+[.)])(?=\s|$)|#+", re.ASCII)


def plain(text: str) -> str:
    """Gives a text as one line that shows just it, wherever in a line it stands."""
    shown = _MARKUP.sub(_escaped, inert(text))
    start = _START.match(shown)
    return f"{start[0][:-1]}\\{shown[start.end() - 1 :]}" if start else shown


def prose(text: str) -> str:
    """Gives a text as one line; what is in backticks is code."""
    first, *parts = inert(text).split("`")
    if len(parts) % 2 or not all(part.strip() for part in parts[::2]):
        return plain(text)
    shown = (_inner(part) if at % 2 else code(part) for at, part in enumerate(parts))
    return plain(first) + "".join(shown)


def code(text: str) -> str:
    """Gives a text as code within a line, in tables, too."""
    return _code(text).replace("|", "\\|")


def fenced(text: str, language: str) -> str:
    """Gives lines as a block of code."""
    shown = "\n".join(inert(line).rstrip() for line in text.splitlines())
    ticks = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", shown)), default=0))
    return f"{ticks}{language}\n{shown}\n{ticks}"


def anchor(heading: str, taken: dict[str, int]) -> str:
    """Gives the anchor of a heading, numbered where others have the same one; `taken` counts."""
    bare = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
    times = taken.get(bare, 0)
    taken[bare] = times + 1
    return f"{bare}-{times}" if times else bare


def link(shown: str, target: str) -> str:
    """Gives a link, whose text is Markdown already."""
    safe = _UNSAFE.sub(lambda odd: "".join(f"%{byte:02X}" for byte in odd[0].encode()), target)
    return f"[{shown}]({safe})"


def _inner(text: str) -> str:
    return _MARKUP.sub(_escaped, text)


def _escaped(mark: re.Match[str]) -> str:
    return f"{mark[0][:-1]}\\{mark[0][-1]}"
