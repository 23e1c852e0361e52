"""JSON text: written here so that numbers stay exact and strangers' characters inert.

Python's own writer knows binary floats only. Characters that act on a terminal can only stand
inside JSON's strings, where an escape means the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from json.encoder import encode_basestring
from typing import Any, TypeVar, overload

from remit.text.inert import SIGN, is_odd
from remit.text.numbers import written

Item = TypeVar("Item")
Json = None | bool | int | Fraction | str | Sequence["Json"] | Mapping[str, "Json"]


class Each(Sequence[Json]):
    """A list whose elements are made when they are asked for, and not kept."""

    def __init__(self, items: Sequence[Item], made: Callable[[Item], Json]) -> None:
        self._items: Sequence[Any] = items
        self._made: Callable[[Any], Json] = made

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, at: int) -> Json: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Json]: ...

    def __getitem__(self, at: int | slice) -> Json:
        if isinstance(at, slice):
            return [self._made(item) for item in self._items[at]]
        return self._made(self._items[at])


def json_text(value: Json) -> str:
    """Gives the value as JSON, two spaces a level."""
    return _written(value, "\n") + "\n"


def _written(value: Json, line: str) -> str:
    pieces: list[str] = []
    _write(value, line, pieces.append)
    return "".join(pieces)


def _write(value: Json, line: str, out: Callable[[str], None]) -> None:
    """Writes the value element by element: of a large report there are too many smaller pieces,
    and all of it is too much to be put together twice."""
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
                out(between + inner + _written(part, inner))
                between = ","
            out(line + "]")
        case _:
            out("[]")


def _quoted(text: str) -> str:
    quoted = encode_basestring(text)
    if "##" in quoted:
        quoted = re.sub(SIGN, lambda sign: sign[0][:-1] + _escaped(sign[0][-1]), quoted)
    if quoted.isascii() and quoted.isprintable():
        return quoted
    return "".join(_escaped(char) if is_odd(char) else char for char in quoted)


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
