"""Scalars: what a text in YAML means by the 1.2 core schema, with or without a tag.

A plain scalar is null, a boolean or a number only where the core schema says so; everything else is
text. A number that has no exact value of a sensible size (`.inf`, `.nan`, `1e999999`, thousands of
digits) stays the text that it is, too: a schema that wants text takes it (a short hash may well be
`12e4567`), and one that wants a number refuses it.
"""

from __future__ import annotations

import re

from remit.manifest.document import Scalar
from remit.text.numbers import DIGITS, number
from remit.text.source import Span

CORE = "tag:yaml.org,2002:"

_WORDS: dict[str, Scalar] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_NUMBER_STARTS = frozenset("+-.0123456789")
_DECIMAL = r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
_BASED = r"0o[0-7]+|0x[0-9a-fA-F]+"
_WHOLE = r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"
_BEFORE_COMMA = r"(-?(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)),"
_MORE_GROUPS = r"(?:,[0-9]{3})*(?![0-9.])"
_COLON = r"[^ ,}\n]|\ +:"
_WANTED = {
    "str": "a text",
    "int": "a whole number",
    "float": "a number",
    "bool": "`true` or `false`",
    "null": "`null` or nothing",
}


def resolved(text: str) -> Scalar:
    """Gives what a plain scalar without a tag means."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_STARTS:
        return text
    if text.isdecimal() and text.isascii() and len(text) <= DIGITS:
        return int(text)
    return _numeric(text)


def tagged(name: str, text: str) -> Scalar:
    """Gives what a scalar with the core tag `!!name` means, where `fits` says that it may."""
    return text if name == "str" else resolved(text)


def fits(name: str, text: str) -> bool:
    """Says whether a text is proper content for the core tag `!!name`."""
    value = resolved(text)
    match name:
        case "str":
            return True
        case "int":
            return not isinstance(value, str) and re.fullmatch(_WHOLE, text) is not None
        case "float":
            return not isinstance(value, str | bool) and value is not None
        case "bool":
            return isinstance(value, bool)
    return value is None


def wanted(name: str) -> str | None:
    """Gives what the core tag `!!name` wants of a scalar, in words; None for any other tag."""
    return _WANTED.get(name)


def _numeric(text: str) -> Scalar:
    if text.rfind("-") > 0 and "e" not in text and "E" not in text:
        return text  # such as a date
    if re.fullmatch(_DECIMAL, text):
        value = number(text)
        return text if value is None else value
    if re.fullmatch(_BASED, text) and len(text) <= DIGITS:
        return int(text[2:], 8 if text[1] == "o" else 16)
    return text


def comma_before(text: str, span: Span) -> str | None:
    """Gives the whole number before a decimal comma, where what follows is read as a key: `99` of
    `{target: 99,95}`; None where the key has a colon, or a blank sets it apart."""
    if re.compile(_COLON).match(text, span.end):
        return None
    start = text.rfind(" ", 0, span.start) + 1
    found = re.compile(_BEFORE_COMMA).fullmatch(text, start, span.start)
    return found[1] if found else None


def with_comma(text: str, whole: str, span: Span) -> tuple[str, str]:
    """Gives what is written around a comma in a number, and the number that is meant by it."""
    groups = re.compile(_MORE_GROUPS).match(text, span.end)
    behind = text[span.start : span.end]
    if len(behind) == 3 and "." not in whole and whole not in ("0", "-0"):
        written = f"{whole},{behind}{groups[0] if groups else ''}"
        plain, decimal = written.replace(",", ""), f"{whole}.{behind}"
        either = f", or `{decimal}` where decimals are meant" if written.count(",") == 1 else ""
        return written, f"`{plain}`{either}"
    return f"{whole},{behind}", f"`{whole.replace('.', '')}.{behind}`"
