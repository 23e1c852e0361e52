"""The disk: every look that a check takes at it, noted so that `keeping` can keep its answer.

A look is noted before it is answered. Should a file change in between, what is noted is not what is
there any more, and the answer will not be recalled.
"""

from __future__ import annotations

import os
import stat
import time
from dataclasses import dataclass, field

from remit.workspace.recall import Signature, signature_of


@dataclass(slots=True)
class Noted:
    """What a check has seen: files and folders (links followed), links, whether anything stands at
    a path, where paths really lead, the folders that were searched, with whether git did it, and
    the bytes of files that had just been written. `begun` is when it began to look."""

    begun: int = field(default_factory=time.time_ns)

    stats: dict[str, Signature | None] = field(default_factory=dict)
    links: dict[str, Signature | None] = field(default_factory=dict)
    lying: dict[str, bool] = field(default_factory=dict)
    reals: dict[str, str] = field(default_factory=dict)
    searched: dict[str, bool] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)


_TICK = 2_500_000_000

noted = Noted()
"""What this process has seen since it began its check."""


def begin() -> None:
    """Forgets what was seen before, as a check begins."""
    global noted
    noted = Noted()


def is_file(path: str) -> bool:
    """Says whether a path leads to a file."""
    mode = _mode(path)
    return mode is not None and stat.S_ISREG(mode)


def is_folder(path: str) -> bool:
    """Says whether a path leads to a folder."""
    mode = _mode(path)
    return mode is not None and stat.S_ISDIR(mode)


def is_link(path: str) -> bool:
    """Says whether a link stands at a path, wherever it leads."""
    mode = _link_mode(path)
    return mode is not None and stat.S_ISLNK(mode)


def lies(path: str) -> bool:
    """Says whether anything stands at a path, be it a broken link."""
    found = os.path.lexists(path)
    noted.lying.setdefault(_whole(path), found)
    return found


def real(path: str) -> str:
    """Gives the one path, links resolved, that a path leads to."""
    if path not in noted.reals:
        noted.reals[path] = os.path.realpath(path)
    return noted.reals[path]


def content(path: str) -> bytes:
    """Gives the bytes of a file; raises OSError where it can't be read."""
    with open(path, "rb") as file:
        found = signature_of(os.fstat(file.fileno()))
        noted.stats.setdefault(_whole(path), found)
        data = file.read()
    if is_fresh(found):
        noted.contents.setdefault(_whole(path), data)
    return data


def is_fresh(found: Signature) -> bool:
    """Says whether a file was changed so lately that it could be again with nothing to show for it:
    clocks of file systems tick every few milliseconds, some every two seconds."""
    return max(found[0], found[1]) > noted.begun - _TICK or os.name == "nt"


def _mode(path: str) -> int | None:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        noted.stats.setdefault(_whole(path), None)
        return None
    noted.stats.setdefault(_whole(path), signature_of(found))
    return found.st_mode


def _link_mode(path: str) -> int | None:
    try:
        found = os.lstat(path)
    except (OSError, ValueError):
        noted.links.setdefault(_whole(path), None)
        return None
    seen = noted.links if stat.S_ISLNK(found.st_mode) else noted.stats
    seen.setdefault(_whole(path), signature_of(found))
    return found.st_mode


def _whole(path: str) -> str:
    return path if path.startswith(os.sep) else os.path.abspath(path)
