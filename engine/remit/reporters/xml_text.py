"""XML text: elements, attributes and character data as XML writes them."""

from __future__ import annotations

from collections.abc import Mapping

_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;", "\n": "&#10;"}
)
_TEXT_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def element(name: str, attributes: Mapping[str, str], inside: str = "") -> str:
    """Gives an element; `inside` is written as it stands."""
    head = "".join(f' {key}="{value.translate(_ESCAPES)}"' for key, value in attributes.items())
    return f"<{name}{head}>{inside}</{name}>" if inside else f"<{name}{head}/>"


def character_data(text: str) -> str:
    """Gives a text as it stands between tags."""
    return text.translate(_TEXT_ESCAPES)
