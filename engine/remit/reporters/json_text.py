"""JSON text: written here so that numbers stay exact and strangers' characters inert.

Python's own writer knows binary floats only. Characters that act on a terminal can only stand
inside JSON's strings, where an escape means the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from json.encoder import encode_basestring

from remit.text.inert import SIGN, is_odd
from remit.text.numbers import written

Json = None | bool | int | Fraction | str | Sequence["Json"] | Mapping[str, "Json"]


def json_text(value: Json) -> str:
    """Gives the value as JSON, two spaces a level, short lists and maps of scalars on one line."""
    return _written(value, "\n") + "\n"


def _written(value: Json, line: str) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | Fraction():
            return written(value)
        case str():
            return _quoted(value)
        case Mapping():
            parts = [
                f"{_quoted(key)}: {_written(part, line + '  ')}" for key, part in value.items()
            ]
            return _enclosed("{", parts, "}", line)
        case _:
            return _enclosed("[", [_written(part, line + "  ") for part in value], "]", line)


def _enclosed(opening: str, parts: list[str], closing: str, line: str) -> str:
    if not parts:
        return opening + closing
    inner = line + "  "
    return opening + inner + f",{inner}".join(parts) + line + closing


def _quoted(text: str) -> str:
    quoted = encode_basestring(text)
    if "##" in quoted:
        quoted = SIGN.sub(lambda sign: sign[0][:-1] + _escaped(sign[0][-1]), quoted)
    if quoted.isascii() and quoted.isprintable():
        return quoted
    return "".join(_escaped(char) if is_odd(char) else char for char in quoted)


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
