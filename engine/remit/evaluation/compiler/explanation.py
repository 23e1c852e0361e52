"""Explanation: the code of what explains the failures of a rule, and its functions."""

from __future__ import annotations

from types import CodeType

from msgspec import Struct

from remit.evaluation.compiler.loading import NAMES, Bound
from remit.evaluation.compiler.shelf import Need
from remit.evaluation.compiler.telling import CALLED, Told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from remit.evaluation.compiler.code import Steps


class Explanation(Struct, frozen=True, eq=False):
    """The code of what explains the failures of a rule, and what it needs of the world. The source
    of one that was kept is gone."""

    code: CodeType
    needs: tuple[Need, ...]
    source: str = ""


class Explaining(Struct, frozen=True):
    """An explanation's functions: `bind` gives what explains in a world, `bound` the most steps
    that the interpreter takes for each requirement that fails once, as those of a program."""

    bind: Callable[..., Callable[..., tuple[int, list[Told]]]]
    bound: Bound
    places: tuple[Steps, ...]


def explaining(code: CodeType) -> Explaining:
    """Gives an explanation's functions, which call more than those of programs do."""
    names: dict[str, Any] = {**NAMES, **CALLED}
    exec(code, names)
    return Explaining(names["bind"], names["bound"], names["places"])
