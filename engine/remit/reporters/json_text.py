"""JSON text: written here so that numbers stay exact and strangers' characters inert.

Python's own writer knows binary floats only. Characters that act on a terminal can only stand
inside JSON's strings, where an escape means the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from json.encoder import encode_basestring

from remit.text.inert import SIGN, is_odd
from remit.text.numbers import written

Json = None | bool | int | Fraction | str | Sequence["Json"] | Mapping[str, "Json"]


def json_text(value: Json) -> str:
    """Gives the value as JSON, two spaces a level."""
    pieces: list[str] = []
    _write(value, "\n", pieces.append)
    pieces.append("\n")
    return "".join(pieces)


def _write(value: Json, line: str, out: Callable[[str], None]) -> None:
    """Writes the value piece by piece, as a large report is too much to be put together twice."""
    match value:
        case None:
            out("null")
        case bool():
            out("true" if value else "false")
        case int() | Fraction():
            out(written(value))
        case str():
            out(_quoted(value))
        case Mapping() if value:
            inner, between = line + "  ", "{"
            for key, part in value.items():
                out(f"{between}{inner}{_quoted(key)}: ")
                _write(part, inner, out)
                between = ","
            out(line + "}")
        case Mapping():
            out("{}")
        case _ if value:
            inner, between = line + "  ", "["
            for part in value:
                out(between + inner)
                _write(part, inner, out)
                between = ","
            out(line + "]")
        case _:
            out("[]")


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
