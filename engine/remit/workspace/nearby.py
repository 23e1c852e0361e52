"""What is near a path that leads nowhere: the file or folder that was most likely meant."""

from __future__ import annotations

import os

from remit.text.diagnostic import nearest
from remit.workspace import disk


def nearby(path: str, base: str) -> str | None:
    """Gives the help for a path, as seen from a folder, at which there is no file; None where
    nothing stands there that is called nearly so."""
    parent, name = os.path.split(path.rstrip("/"))
    folder = os.path.join(base, parent)
    if not disk.is_folder(folder):
        return f"there is no folder `{parent}` either" if parent else None
    close = nearest(name, (entry.name for entry in disk.entries(folder)))
    if close == name:
        return f"what stands at `{path}` is no file"
    return f"did you mean `{os.path.join(parent, close)}`?" if close is not None else None
