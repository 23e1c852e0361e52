"""Markdown text: what strangers wrote, made to read as plain text in Markdown of any dialect.

Characters that mark something up become character references, which Markdown takes for plain text.
GitHub and GitLab look once more through the text that is shown, for mentions, issues and addresses;
what they would find is broken up by a space without width. In code they look for addresses only.
"""

from __future__ import annotations

import re

from remit.text.inert import inert

_PLAIN = frozenset(" ,;()'\"?/-.=+:")
_FOUND = re.compile(r"[@#!~%$&^](?=\w)|:(?=//|[\w+-])|\bwww(?=\.)|\bGH(?=-\d)", re.IGNORECASE)
_ADDRESS = re.compile(r"@(?=\w)|:(?=//)|\bwww(?=\.)", re.IGNORECASE)
_BREAK = "\u200b"
_BREAK_WRITTEN = "&#8203;"


def prose(text: str) -> str:
    """Gives a text as one line of Markdown that shows just it; what is in backticks is code."""
    parts = inert(text).split("`")
    if len(parts) % 2 == 0 or not all(part.strip() for part in parts[1::2]):
        return _prose(inert(text))
    return "".join(_code(part) if at % 2 else _prose(part) for at, part in enumerate(parts))


def code(text: str) -> str:
    """Gives a text as code within a line, in tables, too."""
    return _code(inert(text))


def fenced(text: str) -> str:
    """Gives lines as a block of code; each of them must be inert already."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def _prose(text: str) -> str:
    return _written(text, _FOUND)


def _code(text: str) -> str:
    return f"<code>{_written(text, _ADDRESS)}</code>"


def _written(text: str, found: re.Pattern[str]) -> str:
    return "".join(map(_character, found.sub(lambda match: match[0] + _BREAK, text)))


def _character(character: str) -> str:
    if character == _BREAK:
        return _BREAK_WRITTEN
    if not character.isascii() or character.isalnum() or character in _PLAIN:
        return character
    return f"&#{ord(character)};"
