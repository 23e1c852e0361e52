"""Scouting: a process of its own looks at many files again, while this one is still starting.

Where the answer of an earlier check doesn't hold any more, the check is done, and looks at each
file that the earlier one saw, too. That takes as long as importing what does the check. So a scout
is sent before: it looks at nearly all of them and tells which look otherwise; at the rest this
process looks as soon as it has imported all. Of the others it knows how they look, which saves it
the way to them. A scout that doesn't come back has told nothing.
"""

from __future__ import annotations

import os
import time
from itertools import chain

from remit.workspace import errands, recall
from remit.workspace.looks import Looks
from remit.workspace.recall import signature_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeAlias

    from remit.workspace.errands import Errand
    from remit.workspace.recall import Signature, Stats

Otherwise: TypeAlias = "list[tuple[int, str]]"
"""Files that look otherwise, with where they stand among many; -1 for others."""

PART = 8
"""Such a part of many files is looked at by this process, which has imported all that it needs
before the scout is back."""

_ODD = 8
"""Where more than this part of them look otherwise, the scout turns back."""

_sent: tuple[Errand, Looks] | None = None
"""The scout that was sent, and the looks of the earlier check."""

_back: tuple[Looks, Otherwise] | None = None
"""The same looks without those that are out of date, and what one that is back has told: which
files look otherwise."""

_rest: list[Otherwise | None] = []
"""What this process has seen itself to look otherwise, once it has looked."""

_of: Stats | None = None
"""What the scout was sent for."""

_begun: int | None = None


def send(stats: Stats) -> None:
    """Sends a scout to see which files look as they did, if there is a core for it."""
    global _sent, _of, _begun
    _hear()  # what an earlier scout has seen is out of date
    if _cores() < 2:
        return
    looks = stats if isinstance(stats, Looks) else Looks(stats)
    begun = time.time_ns()
    errand = errands.sent(lambda: _scouted(looks))
    if errand is not None:
        _sent, _of, _begun = (errand, looks), stats, begun
        _rest.clear()


def is_out() -> bool:
    """Says whether a scout was sent and hasn't been heard."""
    return _sent is not None


def begun() -> int:
    """Gives the time when this process began to look at files: when a scout was sent, or now."""
    return _begun if _sent is not None and _begun is not None else time.time_ns()


def changed(seconds: float) -> list[str]:
    """Gives the files that look otherwise than they did, if a scout tells within so many seconds;
    none where it doesn't."""
    _look_at_rest()
    if _sent is None or errands.is_back(_sent[0], seconds):
        return [path for _, path in _heard()[0]]
    return []


def known() -> Looks:
    """Gives how files look that look as they did and are no links, by their paths; nothing where
    nobody was sent."""
    return _heard()[1]


def handed_over() -> Looks:
    """Gives the same to somebody who will change it; nothing is known any more then."""
    global _back
    looks, _back = known(), None
    if recall.unheld is not None and recall.unheld[0] is _of:
        recall.unheld = (dict(looks.few), *recall.unheld[1:])
    return looks


def _heard() -> tuple[Otherwise, Looks]:
    """Gives what the scout of this check has told."""
    _hear()
    if _back is None or recall.unheld is None or recall.unheld[0] is not _of:
        return [], Looks()
    looks, otherwise = _back
    return otherwise, looks


def _hear() -> None:
    """Waits for what a scout tells."""
    global _sent, _back
    if _sent is None:
        return
    rest = _look_at_rest()
    errand, looks = _sent
    _sent, _back = None, None
    otherwise = errands.told(errand)
    if isinstance(otherwise, list) and rest is not None:
        for at, path in otherwise + rest:
            looks.forget(at, path)
        _back = looks, otherwise + rest


def _end(looks: Looks) -> int:
    """Gives how many of the many the scout looks at."""
    return len(looks.paths) - len(looks.paths) // PART


def _scouted(looks: Looks) -> Otherwise | None:
    """Gives what the scout sees to look otherwise."""
    return _otherwise(looks, looks.few_otherwise(_look), 0, _end(looks))


def _look_at_rest() -> Otherwise | None:
    """Looks at what the scout doesn't look at, once."""
    if _sent is not None and not _rest:
        looks = _sent[1]
        _rest.append(_otherwise(looks, (), _end(looks), len(looks.paths)))
    return _rest[0] if _rest else None


def _otherwise(
    looks: Looks, others: Iterable[tuple[int, str]], begin: int, end: int
) -> Otherwise | None:
    """Gives others, and the many from one position to another that look otherwise than before;
    None where that is much."""
    odd: Otherwise = []
    for each in chain(others, looks.many_otherwise(_look, begin, end)):
        odd.append(each)
        if len(odd) * _ODD > len(looks):
            return None
    return odd


def _look(paths: list[str]) -> list[Signature | None]:
    """Gives how paths look, links as themselves."""
    try:
        return [signature_of(os.lstat(path)) for path in paths]
    except (OSError, ValueError):
        return [_look([path])[0] for path in paths] if len(paths) > 1 else [None]


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
