"""Loading: a program's source as a function, in a world that is handed to it."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from dataclasses import dataclass
from types import CodeType
from typing import Any

from remit.evaluation.compiler import runtime
from remit.evaluation.run import CHARACTERS
from remit.manifest.measured import DOUBT

Failed = tuple[int, ...]
"""A rule by its number, and the positions of the elements of a binding that may not pass; the
number alone where nothing is known of any binding."""

Check = Callable[..., tuple[tuple[int, ...], list[Failed]]]
"""Gives how many requirements of each rule passed, and the bindings that may not pass."""

_BUILTINS = (
    "Exception", "abs", "enumerate", "id", "len", "list", "max", "min", "set", "sum",
)  # fmt: skip

_NAMES: dict[str, Any] = {
    "__builtins__": {name: getattr(builtins, name) for name in _BUILTINS},
    "Doubtful": runtime.DoubtfulError,
    "doubt": DOUBT,
    **runtime.CALLED,
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """A program's functions: `bind` gives the check in a world, `bound` the most steps that the
    interpreter takes, by the number of entries and by the rates of texts and walks."""

    bind: Callable[..., Check]
    bound: Callable[[int, int, int], int]


def loaded(code: CodeType) -> Loaded:
    """Gives a program's functions; its code holds nothing but what the compiler wrote."""
    names = dict(_NAMES)
    exec(code, names)
    return Loaded(names["bind"], names["bound"])


def rates(entries: int, longest: int) -> tuple[int, int]:
    """Gives the steps that it takes at most to walk through a text, and through all of the data.

    One letter may become three where its case is changed.
    """
    text = longest * 3 // CHARACTERS + 1
    return text, entries * text
