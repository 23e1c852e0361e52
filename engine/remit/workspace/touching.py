"""Touching: what a change touches beyond the files that git names."""

from __future__ import annotations

import os

from msgspec.structs import replace

from remit.workspace.git import Changes
from remit.workspace.snapshots import Snapshot


def with_unwatched(changes: Changes, past: Snapshot) -> Changes:
    """Gives a change with the files that git was told to take for unchanged and that are not; what
    a sparse checkout leaves out may be there all the same."""
    there = {path for path in changes.sparse if _is_there(path, past)}
    differ = {path for path in changes.unwatched | there if _differs(path, past)}
    gone = {path for path in differ if not _is_there(path, past)}
    if not differ:
        return changes
    changed = changes.changed | (differ - gone)
    return replace(changes, changed=changed, gone=(changes.gone | gone) - changed)


def with_links(changes: Changes, past: Snapshot, index: Snapshot | None) -> Changes:
    """Gives a change with the links to files that it touches, as what they stand for is changed;
    `index` holds the files of today where they are staged."""
    touched = changes.changed | changes.gone
    today = index or past
    links = {path for path, entry in today.entries.items() if entry.link} - changes.gone
    led = {path for path in links if _ends(path, past, index) & touched}
    return replace(changes, changed=changes.changed | led)


def _ends(path: str, past: Snapshot, index: Snapshot | None) -> set[str]:
    """Gives where a link leads, and where it led before."""
    if index is not None:
        return {past.real(path), index.real(path)}
    real = os.path.realpath(os.path.join(past.root, path))
    now = os.path.relpath(real, os.path.realpath(past.root)).replace(os.sep, "/")
    return {past.real(path), now}


def _is_there(path: str, past: Snapshot) -> bool:
    return os.path.lexists(os.path.join(past.root, path))


def _differs(path: str, past: Snapshot) -> bool:
    """Says whether a file on the disk is another than before; ends of lines don't count, as they
    may be others in the working tree."""
    before = past.read(path)
    try:
        with open(os.path.join(past.root, path), "rb") as file:
            now = file.read()
    except OSError:
        return True
    return not isinstance(before, bytes) or _plain(before) != _plain(now)


def _plain(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n")
