"""Expressions: regular expressions as an earlier check compiled them, without what compiles them.

Python's `re`, and what it imports, takes longer than all that a small check matches. So what it
makes of an expression, the code for its engine, is kept in the volume with the code of modules;
whatever is not there, or of another make, `re` compiles.
"""

from __future__ import annotations

from remit.workspace import volume

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from re import Match, Pattern
    from typing import Any

    from remit.workspace.volume import Expression, Expressions

_sre: Any = __import__("_sre")  # the engine, of which `re` is the compiler

FLAGS = {"IGNORECASE": 2, "MULTILINE": 8, "DOTALL": 16, "VERBOSE": 64, "ASCII": 256}
"""The flags as `re` numbers them, of which those that are used here."""

MOST = 100
"""A volume holds so many expressions at most."""

_LONGEST = 1000

_made: dict[tuple[str, int], Pattern[str]] = {}
_anew: set[tuple[str, int]] = set()
"""The expressions that were asked for, and those of them that had to be compiled."""


def standing(library: Callable[[], Any]) -> dict[str, Any]:
    """Gives what stands for `re`, which `library` gives where something has to be compiled."""

    def compile(pattern: str, flags: int = 0) -> Pattern[str]:
        told = pattern, int(flags)
        found = _made.get(told)
        if found is None:
            found = _made[told] = _kept(*told) or _compiled(*told, library())
        return found

    def match(pattern: str, text: str, flags: int = 0) -> Match[str] | None:
        return compile(pattern, flags).match(text)

    def fullmatch(pattern: str, text: str, flags: int = 0) -> Match[str] | None:
        return compile(pattern, flags).fullmatch(text)

    def finditer(pattern: str, text: str, flags: int = 0) -> Iterator[Match[str]]:
        return compile(pattern, flags).finditer(text)

    functions = (compile, match, fullmatch, finditer)
    return {**FLAGS, **{function.__name__: function for function in functions}}


def to_keep() -> Expressions:
    """Gives what a volume may keep: what the open one has, and what this process compiled."""
    before = volume.current.expressions if volume.current is not None else {}
    known = {told: parts for told, parts in before.items() if told not in _anew}
    for told, found in _made.items():
        if told in _anew and len(known) < MOST and len(told[0]) <= _LONGEST:
            parts = _parts(*told)
            if parts is not None and _is(found, _sre.compile(told[0], *parts)):
                known[told] = parts
    return known


def _is(found: Pattern[str], kept: Pattern[str]) -> bool:
    return (found, found.groups, found.groupindex) == (kept, kept.groups, kept.groupindex)


def _compiled(pattern: str, flags: int, library: Any) -> Pattern[str]:
    known = volume.current
    if known is not None and len(known.expressions) < MOST and len(pattern) <= _LONGEST:
        known.missed += volume.FEW  # which costs as much as some modules
    found: Pattern[str] = library.compile(pattern, flags)
    _anew.add((pattern, flags))
    return found


def _kept(pattern: str, flags: int) -> Pattern[str] | None:
    """Gives an expression as the volume has it."""
    parts = volume.current.expressions.get((pattern, flags)) if volume.current is not None else None
    try:
        return _sre.compile(pattern, *parts) if parts is not None else None
    except (TypeError, ValueError, RuntimeError, OverflowError):
        return None  # of another make


def _parts(pattern: str, flags: int) -> Expression | None:
    """Gives what `re` has the engine make an expression of, None where it does that otherwise."""
    try:
        from re import _compiler, _parser  # type: ignore[attr-defined]

        parsed = _parser.parse(pattern, flags)
        code, state = [int(word) for word in _compiler._code(parsed, flags)], parsed.state
        names = dict(state.groupdict)
        order: list[str | None] = [None] * state.groups
    except (ImportError, AttributeError, TypeError, ValueError):
        return None
    for name, number in names.items():
        order[number] = name
    return int(flags | state.flags), code, state.groups - 1, names, tuple(order)
