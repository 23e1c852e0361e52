"""Loading: a program's source as a function, in a world that is handed to it."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Sequence
from types import CodeType
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from remit.evaluation.compiler import runtime
from remit.evaluation.world import CHARACTERS
from remit.manifest.measured import Measured

if TYPE_CHECKING:
    from remit.evaluation.compiler.code import Steps
    from remit.evaluation.compiler.explanation import Explaining

Failed = tuple[int, ...]
"""A rule by its number, and the positions of the elements of a binding that may not pass; the
number alone where nothing is known of any binding."""

Bound = Callable[[Sequence[int], int, int, int, int], tuple[int, ...]]

Check = Callable[..., tuple[tuple[int, ...], list[Failed]]]
"""Gives how many requirements of each rule passed, and the bindings that may not pass."""

_BUILTINS = (
    "Exception", "abs", "dict", "enumerate", "id", "len", "list", "max", "min", "set", "str", "sum",
)  # fmt: skip

NAMES: dict[str, Any] = {
    "__builtins__": {name: getattr(builtins, name) for name in _BUILTINS},
    "Doubtful": runtime.DoubtfulError,
    "doubt": runtime.DOUBT,
    **runtime.CALLED,
}


class Loaded(Struct, frozen=True):
    """A program's functions: `bind` gives the check in a world, `bound` the most steps that the
    interpreter takes for each rule: by how many elements the lists have that stand at its `places`,
    by the size of data and by the rates of texts and walks."""

    bind: Callable[..., Check]
    bound: Bound
    places: tuple[Steps, ...]


def loaded(code: CodeType) -> Loaded:
    """Gives a program's functions; its code holds nothing but what the compiler wrote."""
    names = dict(NAMES)
    exec(code, names)
    return Loaded(names["bind"], names["bound"], names["places"])


def most_steps(
    loaded: Loaded | Explaining, data: Measured, found: Sequence[int] = ()
) -> tuple[int, ...]:
    """Gives the most steps that the interpreter takes for each rule, for data that may be so much,
    and, where somebody has counted, with so many elements at each of the places.

    One letter may become three where its case is changed. An index takes at most as long as to go
    through its list, once for all the times that this is done.
    """
    text = data.longest * 3 // CHARACTERS + 1
    counts = found or [data.elements] * len(loaded.places)
    most = loaded.bound(counts, data.elements, data.entries, text, data.entries * text)
    return tuple(2 * steps for steps in most)
