"""Watching: waits until something that was looked at is not as it was, or something new stands
beside it.

Files are polled by their stat, as they looked when they were read, so that a change that comes
meanwhile isn't missed; of folders the names are compared that could matter. A change is told once
it has settled: editors and version control write several files, and some of them in pieces.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from remit.text.source import RULE_ENDING
from remit.workspace import disk
from remit.workspace.recall import signature

_PAUSE = 0.25
_SETTLED = 0.1
_SHARE, _LONGEST = 10, 1.0
"""Looking takes at most one part in so many of the time, unless that made it wait for long."""
_FOLDERS = 5_000
_ENDINGS = (RULE_ENDING, ".yaml", ".yml", ".json")
_LEFT_OUT = frozenset({"node_modules", "__pycache__"})

Looks = Mapping[str, object]
"""How files and folders look: the signature of a file, None for none; the names in a folder."""


class Watched(Struct, frozen=True):
    """The files and folders that are watched, and how they looked; what is written by the runs
    themselves is left `apart`."""

    looks: Looks
    folders: tuple[str, ...]
    apart: frozenset[str] = frozenset()

    @property
    def files(self) -> int:
        """Gives how many files are there."""
        return sum(isinstance(look, tuple) for look in self.looks.values())


def begin(folders: Iterable[str], apart: frozenset[str] = frozenset()) -> Watched:
    """Forgets what was seen before, and looks into folders, as something is about to be read."""
    disk.begin()
    below = _below(folders)
    return Watched({folder: _names(folder, apart) for folder in below}, below, apart)


def noted(watched: Watched) -> Watched:
    """Gives what is watched together with all that has been read since."""
    seen = disk.noted
    beside = {os.path.dirname(path) for path, look in seen.stats.items() if look is not None}
    folders = tuple(sorted({*watched.folders, *beside, *_below(seen.searched)}))
    looks: dict[str, object] = {folder: _names(folder, watched.apart) for folder in folders}
    looks |= watched.looks
    looks |= {path: look for path, look in seen.stats.items() if not os.path.isdir(path)}
    return Watched(looks, folders, watched.apart)


def changes(watched: Watched, go_on: Callable[[], bool]) -> list[str]:
    """Waits for a change, and until it has settled; gives the paths that are not as they were, none
    where it need not go on."""
    before: Looks = watched.looks
    while True:
        started = time.monotonic()
        now = _now(watched)
        if now != before:
            break
        if not go_on():
            return []
        time.sleep(min(max(_PAUSE, _SHARE * (time.monotonic() - started)), _LONGEST))
    while True:
        time.sleep(_SETTLED)
        later = _now(watched)
        if later == now:
            return sorted(_differing(before, now))
        now = later


def _now(watched: Watched) -> dict[str, object]:
    folders = frozenset(watched.folders)
    return {
        path: _names(path, watched.apart) if path in folders else signature(path)
        for path in watched.looks
    }


def _differing(before: Looks, now: Looks) -> set[str]:
    """Gives the files that changed, and those that came or went."""
    found: set[str] = set()
    for path, look in now.items():
        old = before[path]
        if look == old:
            continue
        if isinstance(look, frozenset) and isinstance(old, frozenset):
            found |= {os.path.join(path, name) for name in look ^ old}
        else:
            found.add(path)
    return found


def _below(folders: Iterable[str]) -> tuple[str, ...]:
    """Gives folders and those below them, hidden ones aside, up to a number."""
    found: list[str] = []
    waiting = sorted({os.path.abspath(folder) for folder in folders}, reverse=True)
    while waiting and len(found) < _FOLDERS:
        folder = waiting.pop()
        if folder in found:
            continue
        inner = [
            entry.path
            for entry in disk.entries(folder)
            if _matters(entry.name) and entry.is_dir(follow_symlinks=False)
        ]
        found.append(folder)
        waiting += sorted(inner, reverse=True)
    return tuple(found)


def _names(folder: str, apart: frozenset[str]) -> frozenset[str]:
    """Gives the names in a folder that could matter, of files and of folders."""
    return frozenset(
        entry.name
        for entry in disk.entries(folder)
        if _matters(entry.name)
        and entry.path not in apart
        and (entry.name.endswith(_ENDINGS) or entry.is_dir(follow_symlinks=False))
    )


def _matters(name: str) -> bool:
    return not name.startswith(".") and name not in _LEFT_OUT
