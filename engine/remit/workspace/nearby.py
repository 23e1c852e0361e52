"""What is near a path that leads nowhere: the file or folder that was most likely meant."""

from __future__ import annotations

import os
from collections.abc import Callable

from remit.text.diagnostic import nearest
from remit.workspace import disk


def nearby(path: str, base: str, is_so: Callable[[str], object] | None = None) -> str | None:
    """Gives the help for a path, as seen from a folder, at which there is no file; None where
    nothing stands there that is called nearly so. Of files only those count whose place `is_so`."""
    parent, name = os.path.split(path.rstrip("/"))
    folder = os.path.join(base, parent)
    if not disk.is_folder(folder):
        return f"there is no folder `{parent}` either" if parent else None
    places = {entry.name: entry.path for entry in disk.entries(folder)}
    if name in places:
        return f"what stands at `{path}` is no file"
    meant = (n for n, p in places.items() if is_so is None or disk.is_folder(p) or is_so(p))
    close = nearest(name, meant)
    return f"did you mean `{os.path.join(parent, close)}`?" if close is not None else None


def nearby_ending(path: str, base: str, *endings: str) -> str | None:
    """Gives the same, but of files only those whose names end so."""
    return nearby(path, base, lambda place: place.endswith(endings))
