"""Nearly: which field a key was most likely meant to be."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from remit.manifest.types import ANY, Record

_SHORT, _LONG = 4, 9
"""Shorter keys aren't told; longer ones may differ in two letters."""

_KEPT = 1_000

Meant = Callable[[str], str | None]
"""Gives the field that a key was most likely meant to be, or None."""


def is_open(type_: Record) -> bool:
    """Says whether a record takes any other field."""
    return type_.other == ANY


def meant_by(fields: Iterable[str]) -> Meant:
    """Gives the function that tells which field a key was meant to be; it remembers some keys."""
    plain = [(name, _plain(name)) for name in sorted(fields)]
    known: dict[str, str | None] = {}

    def meant(key: str) -> str | None:
        if key not in known:
            if len(known) >= _KEPT:
                known.clear()
            known[key] = _nearest(key, plain)
        return known[key]

    return meant


def _nearest(key: str, fields: list[tuple[str, str]]) -> str | None:
    word = _plain(key)
    if len(word) < _SHORT or not key[0].isalpha() or key.startswith("x-"):
        return None
    allowed = 2 if len(word) >= _LONG else 1
    near = [(far, name) for name, field in fields if (far := _distance(word, field)) <= allowed]
    return min(near)[1] if near else None


def _plain(key: str) -> str:
    return key.casefold().translate({ord(sign): None for sign in "-_ "})


def _digits(text: str) -> list[str]:
    return [char for char in text if char.isdigit()]


def _distance(one: str, other: str) -> int:
    """How many letters are missing, too much, wrong or exchanged with their neighbour; many, where
    words differ in a digit or in their length by more than matters."""
    if abs(len(one) - len(other)) > 2 or _digits(one) != _digits(other) or len(other) < _SHORT:
        return 9
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, char in enumerate(one, 1):
        older, before, row = before, row, [at]
        for index, wanted in enumerate(other, 1):
            cost = min(before[index] + 1, row[-1] + 1, before[index - 1] + (char != wanted))
            turned = at > 1 and index > 1 and char == other[index - 2] and one[at - 2] == wanted
            row.append(min(cost, older[index - 2] + 1) if turned else cost)
    return row[-1]
