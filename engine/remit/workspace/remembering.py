"""Remembering: results that cost much, kept in the user's cache folder under what they came of.

What is kept is JSON that its readers check. A folder that can't be written, or a file that can't be
read, is the same as nothing remembered.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Iterable
from functools import cache

import remit

_MOST = 4000
"""So many results of a kind are kept; beyond that the older half is dropped."""


@cache
def engine() -> str:
    """Gives the digest of the engine's own code, of which every result comes, too."""
    home = os.path.dirname(os.path.abspath(remit.__file__))
    found = hashlib.sha256(remit.__version__.encode())
    for folder, folders, files in os.walk(home):
        folders.sort()
        for name in sorted(files):
            if name.endswith((".py", ".lark")):
                with open(os.path.join(folder, name), "rb") as file:
                    found.update(f"\0{name}\0".encode() + file.read())
    return found.hexdigest()


def digest(parts: Iterable[str]) -> str:
    """Gives the digest of some texts, in which none runs into the next."""
    found = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        found.update(f"{len(data)}:".encode() + data)
    return found.hexdigest()


def recalled(kind: str, key: str) -> object:
    """Gives what was remembered under a key, None where nothing was."""
    folder = _folder(kind)
    if folder is None:
        return None
    try:
        with open(os.path.join(folder, key), encoding="utf-8") as file:
            found: object = json.load(file)
    except (OSError, ValueError, RecursionError):
        return None
    return found


def remember(kind: str, key: str, value: object) -> None:
    """Keeps a value under a key; whoever reads it meanwhile finds all of it or nothing."""
    folder = _folder(kind)
    if folder is None:
        return
    with contextlib.suppress(OSError):
        os.makedirs(folder, mode=0o700, exist_ok=True)
        handle, place = tempfile.mkstemp(dir=folder, prefix=".")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(value, file)
        os.replace(place, os.path.join(folder, key))


def forget_oldest(kind: str) -> None:
    """Drops the older half of what is remembered of a kind, once there is much of it."""
    folder = _folder(kind)
    if folder is None:
        return
    with contextlib.suppress(OSError):
        found = [entry for entry in os.scandir(folder) if entry.is_file(follow_symlinks=False)]
        if len(found) > _MOST:
            found.sort(key=lambda entry: entry.stat(follow_symlinks=False).st_mtime)
            for entry in found[: len(found) - _MOST // 2]:
                os.unlink(entry.path)


def _folder(kind: str) -> str | None:
    home = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(home):
        home = os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(home, "remit", kind) if os.path.isabs(home) else None
