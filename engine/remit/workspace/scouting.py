"""Scouting: a process of its own looks at many files again, beside this one.

Whether the answer of an earlier check still holds is told by how every file looks that it saw. At
many files a scout looks from the first on, and this process from the last, until they meet. As soon
as one of them looks otherwise, the check is to be done: this process leaves the scout alone to
import what that takes, and then helps with what is left. Of files that look as they did it knows
how they look, which saves it the way to them. A scout that doesn't come back has told nothing.
"""

from __future__ import annotations

import os
import time

from remit.workspace import errands, recall
from remit.workspace.looks import Looks
from remit.workspace.recall import signature_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import TypeAlias

    from remit.workspace.errands import Errand
    from remit.workspace.recall import Signature, Stats

Otherwise: TypeAlias = "list[tuple[int, str]]"
"""Files that look otherwise, with where they stand among many; -1 for others."""

Group: TypeAlias = "tuple[int, list[str]]"
"""Paths of some of the many, and where the first of them stands."""

GROUPS, LEAST = 128, 32
"""The many are looked at in so many groups at most, of so many files at least."""

_ODD = 8
"""Where more than this part of them look otherwise, the scout turns back."""

_search: _Search | None = None
"""What this process and a scout that was sent look at."""

_back: tuple[Looks, Otherwise] | None = None
"""The looks of the earlier check without those that are out of date, once a scout is back, and
which files look otherwise."""

_of: Stats | None = None
"""What the last scout was sent for."""

_begun = 0


class _Search:
    """Many files that a scout and this process look at from both ends. There are as many tickets in
    a pipe as groups; who looks at a group takes one, so that each is looked at once."""

    def __init__(self, looks: Looks) -> None:
        self.looks = looks
        count = len(looks.paths)
        self.size = max(LEAST, -(-count // GROUPS))
        self.tickets, writing = os.pipe()
        os.write(writing, bytes(-(-count // self.size)))
        os.close(writing)
        self.scout: Errand | None = None
        self.odd: Otherwise = []
        """What this process has seen to look otherwise."""
        self._left = self._with_tickets(looks.paths.groups_from_behind(self.size))

    def _with_tickets(self, groups: Iterable[Group]) -> Iterator[Group]:
        for group in groups:
            if not os.read(self.tickets, 1):
                return
            yield group

    def goes_on(self) -> bool:
        """Looks at the next group from behind; says whether there was one."""
        for start, paths in self._left:
            now = _look([self.looks.above + path for path in paths])
            self.odd += self.looks.otherwise(start, paths, now)
            return True
        return False

    def scouted(self) -> Otherwise | None:
        """Gives what the scout sees to look otherwise, None where that is much; hints as soon as
        one of the many does."""
        looks = self.looks
        odd = looks.few_otherwise(_look(list(looks.few)))
        above = "" if _is_in(looks.above) else looks.above
        for start, paths in self._with_tickets(looks.paths.groups(self.size)):
            now = _look([above + path for path in paths] if above else paths)
            found = looks.otherwise(start, paths, now)
            if found and (not odd or odd[-1][0] < 0):
                errands.hint()
            odd += found
            if len(odd) * _ODD > len(looks):
                os.read(self.tickets, GROUPS)  # nobody need look at the others
        return odd if len(odd) * _ODD <= len(looks) else None

    def ended(self) -> Otherwise | None:
        """Gives all that looks otherwise, as soon as everything was looked at; None where that
        isn't known."""
        while self.goes_on():
            pass
        os.close(self.tickets)
        told = errands.told(self.scout) if self.scout is not None else None
        return told + self.odd if isinstance(told, list) else None


def send(stats: Stats) -> Callable[[], bool] | None:
    """Sends a scout to see which files look as they did; gives what says, as soon as that is known,
    whether the many do. None if there is no core for it."""
    global _search, _of, _begun
    _hear()  # what an earlier scout has seen is out of date
    if _cores() < 2:
        return None
    looks = stats if isinstance(stats, Looks) else Looks(stats)
    begun = time.time_ns()
    search = _Search(looks)
    search.scout = errands.sent(search.scouted)
    if search.scout is None:
        os.close(search.tickets)
        return None
    _search, _of, _begun = search, stats, begun
    return _are_same


def _are_same() -> bool:
    """Says whether all of the many look as they did; as soon as this process or the scout has seen
    one that doesn't, they don't."""
    search = _search
    if search is None or search.scout is None:
        return False
    while search.goes_on():
        if search.odd:
            return False
        if errands.is_back(search.scout, 0) and search.goes_on():
            return False  # although something is left, the scout has something to tell
    _hear()
    return _back is not None and all(at < 0 for at, _ in _back[1])


def is_out() -> bool:
    """Says whether a scout was sent and hasn't been heard."""
    return _search is not None


def begun() -> int:
    """Gives the time when this process began to look at files: when a scout was sent, or now."""
    return _begun if _is_for_this_check() else time.time_ns()


def changed(seconds: float) -> list[str]:
    """Gives the files that look otherwise than they did, if a scout tells within so many seconds;
    none where it doesn't."""
    if _search is not None and _search.scout is not None:
        while _search.goes_on():
            pass
        if not errands.is_back(_search.scout, seconds):
            return []
    return [path for _, path in _heard()[0]]


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
    if _back is None or not _is_for_this_check():
        return [], Looks()
    looks, otherwise = _back
    return otherwise, looks


def _is_for_this_check() -> bool:
    return recall.unheld is not None and recall.unheld[0] is _of


def _hear() -> None:
    """Waits until everything was looked at."""
    global _search, _back
    if _search is None:
        return
    search, _search, _back = _search, None, None
    otherwise = search.ended()
    if otherwise is not None:
        for at, path in otherwise:
            search.looks.forget(at, path)
        _back = search.looks, otherwise


def _is_in(folder: str) -> bool:
    """Goes to a folder, so that the way there is gone once; says whether that can be done."""
    try:
        os.chdir(folder)
    except (OSError, ValueError):
        return False
    return True


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
